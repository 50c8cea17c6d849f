import forwardCode from '../../shaders/matmul.forward.wgsl';
import forwardDirectCode from '../../shaders/matmul.forward_direct.wgsl';
import { shapeMismatch } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { integerOf } from './attributes.js';
import { type Attributes, elements, type ForwardCall, type NodeOp, type Shape } from './node.js';
import { cutProduct, type ProductTiling } from './product.js';
import { axisFields, axisValues, broadcasting, collapse } from './strides.js';

const kernel = {
  params: {
    rows: 'u32',
    columns: 'u32',
    depth: 'u32',
    taps: 'u32',
    a_m: 'u32',
    a_k: 'u32',
    b_n: 'u32',
    b_k: 'u32',
    ...axisFields('size'),
    ...axisFields('a_stride'),
    ...axisFields('b_stride'),
  },
  bindings: { x1: 'read', x2: 'read', y: 'read_write' },
} as const;

export const matmulForward = defineKernel({ name: 'matmul.forward', code: forwardCode, ...kernel });

export const matmulForwardDirect = defineKernel({
  name: 'matmul.forward_direct',
  code: forwardDirectCode,
  ...kernel,
});

/** A batch of matrices. */
export interface Matrices {
  readonly slice: Slice;
  /** True if they lie in memory with rows and columns exchanged. */
  readonly transposed: boolean;
  /** Sizes of the batch, with 1 along an axis where one matrix serves for all. Equally many for a, b and c. */
  readonly batch: Shape;
}

/**
 * c = a · b, a [rows, depth], b [depth, columns], c [rows, columns], for each element of a batch. Along an axis of the batch
 * where c has 1 and a factor more, the products are added up, in order. Overwrites c.
 *
 * @throws `limit-exceeded` naming `name` if the batch has more than eight axes that do not lie together.
 */
export function forward(
  recorder: Recorder,
  name: string,
  { a, b, c }: Readonly<Record<'a' | 'b' | 'c', Matrices>>,
  { rows, columns, depth }: Readonly<Record<'rows' | 'columns' | 'depth', number>>,
  tiling?: ProductTiling,
): void {
  const turned = ({ transposed, ...rest }: Matrices): Matrices => ({ ...rest, transposed: !transposed });
  if (c.transposed) {
    // cᵀ = bᵀ · aᵀ
    const matrices = { a: turned(b), b: turned(a), c: turned(c) };
    forward(recorder, name, matrices, { rows: columns, columns: rows, depth }, tiling);
    return;
  }
  const all = c.batch.map((size, axis) => Math.max(size, a.batch[axis]!, b.batch[axis]!));
  const summed = all.map((size, axis) => size / c.batch[axis]!);
  const starts = (batch: Shape, words: number) => {
    const strides = broadcasting(batch, all).map((stride) => stride * words);
    return [...strides, ...strides];
  };
  const walk = collapse(name, [...c.batch, ...summed], starts(a.batch, rows * depth), starts(b.batch, depth * columns));
  const slices = elements(c.batch);
  const widths = [a.transposed ? rows : depth, b.transposed ? depth : columns, columns];
  const { structure, across, down, overrides } = cutProduct(recorder.target, { rows, columns, widths, slices }, tiling);
  const [a_m, a_k] = a.transposed ? [1, rows] : [depth, 1];
  const [b_n, b_k] = b.transposed ? [depth, 1] : [1, columns];
  const call = {
    buffers: { x1: a.slice, x2: b.slice, y: c.slice },
    params: {
      ...{ rows, columns, depth, taps: elements(summed), a_m, a_k, b_n, b_k },
      ...axisValues('size', walk.sizes),
      ...axisValues('a_stride', walk.strides[0]!),
      ...axisValues('b_stride', walk.strides[1]!),
    },
    workgroups: [across, down, slices] as const,
  };
  const along = { A_ALONG_K: a.transposed ? 0 : 1, B_ALONG_K: b.transposed ? 1 : 0 };
  if (structure === 'tiled') recorder.dispatch(matmulForward, { ...call, overrides: { ...overrides, ...along } });
  else recorder.dispatch(matmulForwardDirect, { ...call, overrides });
}

/** The numbers of a product of two inputs [..., m, k] and [..., k, n], batch axes broadcast as numpy does. */
function matmulShape(name: string, inputs: readonly Shape[], attributes: Attributes) {
  const [a = [], b = []] = inputs;
  if (inputs.length !== 2 || Math.min(a.length, b.length) < 2) {
    const cure = `matmul takes two inputs with two axes or more, got ${inputs.length}`;
    throw shapeMismatch(name, inputs.flat(), ['…', 'm', 'k'], cure);
  }
  const flag = (key: string) => integerOf(name, attributes, key, { fallback: 0, most: 1 }) === 1;
  const [transposeA, transposeB] = [flag('transposeA'), flag('transposeB')];
  const [rows, depth] = (transposeA ? a.slice(-2).reverse() : a.slice(-2)) as [number, number];
  const [inner, columns] = (transposeB ? b.slice(-2).reverse() : b.slice(-2)) as [number, number];
  const axes = Math.max(a.length, b.length) - 2;
  const aligned = (shape: Shape) => [...Array<number>(axes + 2 - shape.length).fill(1), ...shape.slice(0, -2)];
  const [batchA, batchB] = [aligned(a), aligned(b)];
  if (inner !== depth || batchA.some((size, axis) => size !== batchB[axis] && size !== 1 && batchB[axis] !== 1)) {
    const expected = transposeB ? ['…', 'n', depth] : ['…', depth, 'n'];
    throw shapeMismatch(name, b, expected, `the first input is [${a.join(', ')}]; batch axes must be equal or 1`);
  }
  const batchC = batchA.map((size, axis) => Math.max(size, batchB[axis]!));
  return { rows, columns, depth, transposeA, transposeB, batchA, batchB, batchC };
}

/** The same for a call of the planner: the inputs' matrices, and the output's in `slice`. */
function matricesOf({ name, rows: pictures, inputs, attributes }: ForwardCall, slice: Slice) {
  const shapes = inputs.map(({ shape }) => shape);
  const { transposeA, transposeB, batchA, batchB, batchC, ...sizes } = matmulShape(name, shapes, attributes);
  const a: Matrices = { slice: inputs[0]!.slice, transposed: transposeA, batch: [pictures, ...batchA] };
  const b: Matrices = { slice: inputs[1]!.slice, transposed: transposeB, batch: [pictures, ...batchB] };
  const c: Matrices = { slice, transposed: false, batch: [pictures, ...batchC] };
  return { a, b, c, sizes };
}

/**
 * The product of two inputs [..., m, k] and [..., k, n]; batch axes are broadcast as in numpy. Attributes `transposeA` and
 * `transposeB`: 1 for an input whose last two axes are the other way round, default 0.
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    const { batchC, rows, columns } = matmulShape(name, inputs, attributes);
    return [...batchC, rows, columns];
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: true, output: false },
  forward(recorder, call) {
    const { sizes, ...matrices } = matricesOf(call, call.output.slice);
    forward(recorder, call.name, matrices, sizes);
  },
  backward(recorder, call) {
    const { a, b, c, sizes } = matricesOf(call, call.dOutput);
    const { rows, columns, depth } = sizes;
    const [d_a, d_b] = call.dInputs;
    // d_a = d_c · bᵀ and d_b = aᵀ · d_c, each laid out as its input is.
    if (d_a) {
      const matrices = { a: c, b: { ...b, transposed: !b.transposed }, c: { ...a, slice: d_a } };
      forward(recorder, call.name, matrices, { rows, columns: depth, depth: columns });
    }
    if (d_b) {
      const matrices = { a: { ...a, transposed: !a.transposed }, b: c, c: { ...b, slice: d_b } };
      forward(recorder, call.name, matrices, { rows: depth, columns, depth: rows });
    }
  },
};
