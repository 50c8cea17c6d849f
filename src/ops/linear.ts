import dBiasCode from '../../shaders/linear.d_bias.wgsl';
import dInputCode from '../../shaders/linear.d_input.wgsl';
import dInputDirectCode from '../../shaders/linear.d_input_direct.wgsl';
import dWeightCode from '../../shaders/linear.d_weight.wgsl';
import dWeightDirectCode from '../../shaders/linear.d_weight_direct.wgsl';
import dWeightQuadsCode from '../../shaders/linear.d_weight_quads.wgsl';
import forwardCode from '../../shaders/linear.forward.wgsl';
import forwardDirectCode from '../../shaders/linear.forward_direct.wgsl';
import forwardQuadsCode from '../../shaders/linear.forward_quads.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { groups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { integerOf } from './attributes.js';
import type { Attributes, NodeOp, Shape } from './node.js';
import { cutProduct, type ProductTiling } from './product.js';
import { onlyInput, rowShape } from './shape.js';

const params = { rows: 'u32', inputs: 'u32', outputs: 'u32' } as const;
const forwardBindings = { x: 'read', weight: 'read', bias: 'read', y: 'read_write' } as const;
const dInputBindings = { d_y: 'read', weight: 'read', d_x: 'read_write' } as const;
const dWeightBindings = { d_y: 'read', x: 'read', d_weight: 'read_write' } as const;

export const linearForward = defineKernel({
  name: 'linear.forward',
  code: forwardCode,
  params,
  bindings: forwardBindings,
});
export const linearForwardDirect = defineKernel({
  name: 'linear.forward_direct',
  code: forwardDirectCode,
  params,
  bindings: forwardBindings,
});

/** `direct` for widths that are multiples of 4, in blocks of half the height. */
export const linearForwardQuads = defineKernel({
  name: 'linear.forward_quads',
  code: forwardQuadsCode,
  params,
  bindings: forwardBindings,
});

export const linearDInput = defineKernel({
  name: 'linear.d_input',
  code: dInputCode,
  params,
  bindings: dInputBindings,
});
export const linearDInputDirect = defineKernel({
  name: 'linear.d_input_direct',
  code: dInputDirectCode,
  params,
  bindings: dInputBindings,
});

export const linearDWeight = defineKernel({
  name: 'linear.d_weight',
  code: dWeightCode,
  params,
  bindings: dWeightBindings,
});
export const linearDWeightDirect = defineKernel({
  name: 'linear.d_weight_direct',
  code: dWeightDirectCode,
  params,
  bindings: dWeightBindings,
});

/** `direct` for widths that are multiples of 4; the same dispatch. */
export const linearDWeightQuads = defineKernel({
  name: 'linear.d_weight_quads',
  code: dWeightQuadsCode,
  params,
  bindings: dWeightBindings,
});

export const linearDBias = defineKernel({
  name: 'linear.d_bias',
  code: dBiasCode,
  params: { rows: 'u32', outputs: 'u32' },
  bindings: { d_y: 'read', d_bias: 'read_write' },
});

export interface LinearShape {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** True if rows of x and y can be bound as vec4s. */
function inQuads({ inputs, outputs }: LinearShape): boolean {
  return inputs % 4 === 0 && outputs % 4 === 0;
}

/** y = x · weightᵀ + bias. x [rows, inputs], weight [outputs, inputs], bias [outputs], y [rows, outputs]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'weight' | 'bias' | 'y', Slice>,
  shape: LinearShape,
  tiling?: ProductTiling,
): void {
  const { rows, inputs, outputs } = shape;
  const product = { rows, columns: outputs, widths: [inputs, outputs] };
  const { structure, ...cut } = cutProduct(recorder.target, product, tiling);
  const call = { buffers, params: { ...shape }, ...cut };
  if (structure === 'tiled') recorder.dispatch(linearForward, call);
  else if (!inQuads(shape)) recorder.dispatch(linearForwardDirect, call);
  else recorder.dispatch(linearForwardQuads, { ...call, workgroups: [cut.workgroups[0], groups(rows, 4), 1] });
}

/** d_x = d_y · weight; overwrites d_x [rows, inputs]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'weight' | 'd_x', Slice>,
  shape: LinearShape,
  tiling?: ProductTiling,
): void {
  const { rows, inputs, outputs } = shape;
  const product = { rows, columns: inputs, widths: [inputs, outputs] };
  const { structure, ...cut } = cutProduct(recorder.target, product, tiling);
  recorder.dispatch(structure === 'tiled' ? linearDInput : linearDInputDirect, {
    buffers,
    params: { ...shape },
    ...cut,
  });
}

/** d_weight += d_yᵀ · x; adds to d_weight [outputs, inputs]. */
export function dWeight(
  recorder: Recorder,
  buffers: Record<'d_y' | 'x' | 'd_weight', Slice>,
  shape: LinearShape,
  tiling?: ProductTiling,
): void {
  const { inputs, outputs } = shape;
  const product = { rows: outputs, columns: inputs, widths: [inputs, outputs] };
  const { structure, ...cut } = cutProduct(recorder.target, product, tiling);
  const direct = inQuads(shape) ? linearDWeightQuads : linearDWeightDirect;
  recorder.dispatch(structure === 'tiled' ? linearDWeight : direct, { buffers, params: { ...shape }, ...cut });
}

/** d_bias += Σ_rows d_y; adds to d_bias [outputs]. */
export function dBias(
  recorder: Recorder,
  buffers: Record<'d_y' | 'd_bias', Slice>,
  { rows, outputs }: Pick<LinearShape, 'rows' | 'outputs'>,
  workgroup = 64,
): void {
  recorder.dispatch(linearDBias, {
    buffers,
    params: { rows, outputs },
    workgroups: [groups(outputs, workgroup), 1, 1],
    overrides: { WORKGROUP: workgroup },
  });
}

const outputsOf = (name: string, attributes: Attributes) => integerOf(name, attributes, 'outputs', { least: 1 });

function linearShape(rows: number, input: Shape, output: Shape): LinearShape {
  const { rows: all, width } = rowShape(rows, input);
  return { rows: all, inputs: width, outputs: output.at(-1)! };
}

/** A dense layer over the last axis. Attribute `outputs`: the width of the output. */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => [...onlyInput(name, inputs).slice(0, -1), outputsOf(name, attributes)],
  parameters: ([input], attributes) => {
    const outputs = outputsOf('linear', attributes);
    return { weight: [outputs, input!.at(-1)!], bias: [outputs] };
  },
  saved: () => ({}),
  keeps: { inputs: true, output: false },
  forward(recorder, { rows, inputs: [x], output, parameters: { weight, bias } }) {
    const shape = linearShape(rows, x!.shape, output.shape);
    forward(recorder, { x: x!.slice, weight: weight!, bias: bias!, y: output.slice }, shape);
  },
  backward(recorder, { rows, inputs: [x], output, parameters, dOutput: d_y, dInputs: [d_x], dParameters }) {
    const shape = linearShape(rows, x!.shape, output.shape);
    if (d_x) dInput(recorder, { d_y, weight: parameters['weight']!, d_x }, shape);
    if (dParameters['weight']) dWeight(recorder, { d_y, x: x!.slice, d_weight: dParameters['weight'] }, shape);
    if (dParameters['bias']) dBias(recorder, { d_y, d_bias: dParameters['bias'] }, shape);
  },
};
