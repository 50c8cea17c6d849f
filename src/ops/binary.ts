import dFinishCode from '../../shaders/binary.d_finish.wgsl';
import dSumsCode from '../../shaders/binary.d_sums.wgsl';
import forwardCode from '../../shaders/binary.forward.wgsl';
import forwardRepeatedCode from '../../shaders/binary.forward_repeated.wgsl';
import forwardStridedCode from '../../shaders/binary.forward_strided.wgsl';
import { type BinaryOperation, binaryOperations } from '../cpu/binary.js';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import * as add from './add.js';
import type { Broadcast } from './broadcast.js';
import { axisFields, axisValues } from './strides.js';
import * as unary from './unary.js';

export const binaryForward = defineKernel({
  name: 'binary.forward',
  code: forwardCode,
  params: { count: 'u32' },
  bindings: { a: 'read', b: 'read', y: 'read_write' },
});

export const binaryForwardRepeated = defineKernel({
  name: 'binary.forward_repeated',
  code: forwardRepeatedCode,
  params: { count: 'u32', period: 'u32', stretch: 'u32' },
  bindings: { wide: 'read', narrow: 'read', y: 'read_write' },
});

export const binaryForwardStrided = defineKernel({
  name: 'binary.forward_strided',
  code: forwardStridedCode,
  params: { count: 'u32', ...axisFields('size'), ...axisFields('a_stride'), ...axisFields('b_stride') },
  bindings: { a: 'read', b: 'read', y: 'read_write' },
});

export const binaryDSums = defineKernel({
  name: 'binary.d_sums',
  code: dSumsCode,
  params: {
    width: 'u32',
    depth: 'u32',
    chunks: 'u32',
    ...axisFields('size'),
    ...axisFields('y_stride'),
    ...axisFields('a_stride'),
    ...axisFields('b_stride'),
  },
  bindings: { d_y: 'read', a: 'read', b: 'read', sums: 'read_write' },
});

export const binaryDFinish = defineKernel({
  name: 'binary.d_finish',
  code: dFinishCode,
  params: { width: 'u32', chunks: 'u32' },
  bindings: { sums: 'read', d_operand: 'read_write' },
});

/** y = a ∘ b; overwrites y, row-major with the broadcast's sizes. */
export function forward(
  recorder: Recorder,
  operation: BinaryOperation,
  { a, b, y }: Record<'a' | 'b' | 'y', Slice>,
  { count, sizes, strides, form, period, stretch }: Broadcast,
  workgroup = 64,
): void {
  const quads = foldedGroups(Math.ceil(count / 4), workgroup, recorder.target);
  const overrides = { WORKGROUP: workgroup, OPERATION: binaryOperations.indexOf(operation) };
  if (form === 'equal') {
    if (operation === 'add') add.forward(recorder, { a, b, y }, count, workgroup);
    else recorder.dispatch(binaryForward, { buffers: { a, b, y }, params: { count }, workgroups: quads, overrides });
  } else if (form === 'strided') {
    recorder.dispatch(binaryForwardStrided, {
      buffers: { a, b, y },
      params: {
        count,
        ...axisValues('size', sizes),
        ...axisValues('a_stride', strides.a),
        ...axisValues('b_stride', strides.b),
      },
      workgroups: foldedGroups(count, workgroup, recorder.target),
      overrides,
    });
  } else {
    const [wide, narrow] = form === 'repeated b' ? [a, b] : [b, a];
    recorder.dispatch(binaryForwardRepeated, {
      buffers: { wide, narrow, y },
      params: { count, period, stretch },
      workgroups: quads,
      overrides: { ...overrides, NARROW_FIRST: form === 'repeated a' ? 1 : 0 },
    });
  }
}

export type Operand = 'a' | 'b';

/** Invocations beyond which more of them make no sum faster. */
const ENOUGH = 65_536;

/**
 * How the gradient of an operand is summed over the axes that it lacks: `width` sums of `depth` summands, first in
 * `chunks` parts, then over the parts. Few long sums are cut into about as many parts as a part has summands.
 */
export function sumsOf({ count, lengths }: Broadcast, operand: Operand) {
  const width = lengths[operand];
  const depth = count / width;
  const chunks = depth <= 64 ? 1 : Math.min(Math.ceil(Math.sqrt(depth)), Math.ceil(ENOUGH / width));
  return { width, depth, chunks };
}

/**
 * The gradient of an operand that is an activation, overwritten, or, with `accumulate`, of a parameter, added to.
 * `sums`: working memory of `chunks · width` words, see {@link sumsOf}; an activation in one chunk needs none.
 * Of + and − the operands are not read and may be any slices as long as they are.
 */
export function dOperand(
  recorder: Recorder,
  operation: BinaryOperation,
  operand: Operand,
  { d_y, a, b, d_operand, sums }: Record<'d_y' | 'a' | 'b' | 'd_operand', Slice> & { readonly sums?: Slice },
  broadcast: Broadcast,
  accumulate = false,
  workgroup = 64,
): void {
  const { count, lengths } = broadcast;
  const alone = !accumulate && lengths[operand] === count;
  // Nothing to sum, and often nothing but d_y ∘ the other operand to compute.
  if (alone && (operation === 'add' || (operation === 'sub' && operand === 'a'))) {
    recorder.copy(d_y, d_operand);
  } else if (alone && operation === 'sub') {
    unary.forward(recorder, { x: d_y, y: d_operand }, count, { function: 'neg' }, workgroup);
  } else if (alone && (operation === 'mul' || (operation === 'div' && operand === 'a'))) {
    const operands = operand === 'a' ? { a: d_y, b } : { a, b: d_y };
    forward(recorder, operation, { ...operands, y: d_operand }, broadcast, workgroup);
  } else {
    const shape = sumsOf(broadcast, operand);
    const inParts = accumulate || shape.chunks > 1;
    dSums(recorder, operation, operand, { d_y, a, b, sums: inParts ? sums! : d_operand }, broadcast, workgroup);
    if (inParts) dFinish(recorder, { sums: sums!, d_operand }, shape, accumulate, workgroup);
  }
}

function dSums(
  recorder: Recorder,
  operation: BinaryOperation,
  operand: Operand,
  buffers: Record<'d_y' | 'a' | 'b' | 'sums', Slice>,
  broadcast: Broadcast,
  workgroup: number,
): void {
  const { sizes, strides } = broadcast;
  const shape = sumsOf(broadcast, operand);
  recorder.dispatch(binaryDSums, {
    buffers,
    params: {
      ...shape,
      ...axisValues('size', sizes),
      ...axisValues('y_stride', strides.y),
      ...axisValues('a_stride', strides.a),
      ...axisValues('b_stride', strides.b),
    },
    workgroups: foldedGroups(shape.chunks * shape.width, workgroup, recorder.target),
    overrides: {
      WORKGROUP: workgroup,
      OPERATION: binaryOperations.indexOf(operation),
      OPERAND: operand === 'a' ? 0 : 1,
    },
  });
}

function dFinish(
  recorder: Recorder,
  buffers: Record<'sums' | 'd_operand', Slice>,
  { width, chunks }: { readonly width: number; readonly chunks: number },
  accumulate: boolean,
  workgroup: number,
): void {
  recorder.dispatch(binaryDFinish, {
    buffers,
    params: { width, chunks },
    workgroups: foldedGroups(width, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup, ACCUMULATE: accumulate ? 1 : 0 },
  });
}
