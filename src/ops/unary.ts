import dInputCode from '../../shaders/unary.d_input.wgsl';
import forwardCode from '../../shaders/unary.forward.wgsl';
import { type UnaryFunction, unaryFunctions } from '../cpu/unary.js';
import { KinfoldError } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { choiceOf, numberOf } from './attributes.js';
import { type Attributes, elements, type NodeOp } from './node.js';
import { onlyInput } from './shape.js';

const params = { count: 'u32', alpha: 'f32', beta: 'f32' } as const;

export const unaryForward = defineKernel({
  name: 'unary.forward',
  code: forwardCode,
  params,
  bindings: { x: 'read', y: 'read_write' },
});

export const unaryDInput = defineKernel({
  name: 'unary.d_input',
  code: dInputCode,
  params,
  bindings: { d_y: 'read', kept: 'read', d_x: 'read_write' },
});

/** A function of one variable with its coefficients; what they mean is said in unary.forward.wgsl. */
export interface Unary {
  readonly function: UnaryFunction;
  readonly alpha?: number;
  readonly beta?: number;
}

function callOf(recorder: Recorder, count: number, { function: name, alpha = 0, beta = 0 }: Unary, workgroup: number) {
  return {
    params: { count, alpha, beta },
    workgroups: foldedGroups(Math.ceil(count / 4), workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup, FUNCTION: unaryFunctions.indexOf(name) },
  };
}

/** y = f(x), `count` elements. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y', Slice>,
  count: number,
  unary: Unary,
  workgroup = 64,
): void {
  recorder.dispatch(unaryForward, { buffers, ...callOf(recorder, count, unary, workgroup) });
}

/** d_x = d_y · f′ with f′ from `kept`, which is y or x as {@link keepsOutput} says; overwrites d_x. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'kept' | 'd_x', Slice>,
  count: number,
  unary: Unary,
  workgroup = 64,
): void {
  recorder.dispatch(unaryDInput, { buffers, ...callOf(recorder, count, unary, workgroup) });
}

/** The functions whose slope follows from x and not from y. */
const fromInput: readonly UnaryFunction[] = ['hardSwish', 'gelu', 'geluTanh', 'mish', 'log', 'abs'];

/**
 * True if backward reads y and not x. The node behind reads y too, as a rule, and the product in front does not read x, so
 * that y costs no memory of its own.
 */
export function keepsOutput(name: UnaryFunction): boolean {
  return !fromInput.includes(name);
}

/** A node of any shape. `read` makes the function out of the attributes and refuses what makes no sense. */
function unaryNode(like: UnaryFunction, read: (name: string, attributes: Attributes) => Unary): NodeOp {
  const output = keepsOutput(like);
  return {
    shape: (name, inputs, attributes) => {
      read(name, attributes);
      return onlyInput(name, inputs);
    },
    parameters: () => ({}),
    saved: () => ({}),
    keeps: { inputs: !output, output },
    forward(recorder, { name, rows, attributes, inputs: [x], output: y }) {
      const buffers = { x: x!.slice, y: y.slice };
      forward(recorder, buffers, rows * elements(y.shape), read(name, attributes));
    },
    backward(recorder, { name, rows, attributes, inputs: [x], output: y, dOutput: d_y, dInputs: [d_x] }) {
      const kept = output ? y.slice : x!.slice;
      if (d_x) dInput(recorder, { d_y, kept, d_x }, rows * elements(y.shape), read(name, attributes));
    },
  };
}

const plain = (name: UnaryFunction) => unaryNode(name, () => ({ function: name }));

const LARGEST = 3.4028234663852886e38;

function coefficient(name: string, attributes: Attributes, key: string, fallback: number, least = -LARGEST): number {
  const value = numberOf(name, attributes, key, fallback);
  if (value >= least && value <= LARGEST) return value;
  const expected = least === 0 ? 'a number of 0 or more' : 'an f32';
  throw new KinfoldError('argument-invalid', `${name}: ${key} is ${value}, expected ${expected}`);
}

/** y = x > 0 ? x : alpha · x. Attribute `alpha`: 0 or more, because backward reads the sign from y; default 0.01. */
export const leakyRelu = unaryNode('leakyRelu', (name, attributes) => ({
  function: 'leakyRelu',
  alpha: coefficient(name, attributes, 'alpha', 0.01, 0),
}));

/** Attributes `low` and `high`; default the least and the largest f32. @throws `argument-invalid` naming the node. */
export function boundsOf(name: string, attributes: Attributes): { readonly low: number; readonly high: number } {
  const low = coefficient(name, attributes, 'low', -LARGEST);
  const high = coefficient(name, attributes, 'high', LARGEST);
  if (low <= high) return { low, high };
  throw new KinfoldError('argument-invalid', `${name}: low is ${low}, expected at most high, which is ${high}`);
}

/** y = min(max(x, low), high). Attributes as of `boundsOf`. */
export const clip = unaryNode('clip', (name, attributes) => {
  const { low: alpha, high: beta } = boundsOf(name, attributes);
  return { function: 'clip', alpha, beta };
});

/** y = x > 0 ? x : alpha · (e^x − 1) (D. Clevert et al., 2015). Attribute `alpha`: 0 or more, default 1. */
export const elu = unaryNode('elu', (name, attributes) => ({
  function: 'elu',
  alpha: coefficient(name, attributes, 'alpha', 1, 0),
  beta: 1,
}));

/** y = gamma · (x > 0 ? x : alpha · (e^x − 1)) (G. Klambauer et al., 2017). Both 0 or more; defaults as in ONNX. */
export const selu = unaryNode('elu', (name, attributes) => ({
  function: 'elu',
  alpha: coefficient(name, attributes, 'alpha', 1.6732632423543772, 0),
  beta: coefficient(name, attributes, 'gamma', 1.0507009873554805, 0),
}));

/** y = min(max(alpha · x + beta, 0), 1). Attributes `alpha` and `beta`; default 0.2 and 0.5. */
export const hardSigmoid = unaryNode('hardSigmoid', (name, attributes) => ({
  function: 'hardSigmoid',
  alpha: coefficient(name, attributes, 'alpha', 0.2),
  beta: coefficient(name, attributes, 'beta', 0.5),
}));

/** y = x · Φ(x) (D. Hendrycks and K. Gimpel, 2016). Attribute `approximate`: `none` (default) or `tanh`, as in ONNX. */
export const gelu = unaryNode('gelu', (name, attributes) => ({
  function: choiceOf(name, attributes, 'approximate', ['none', 'tanh'], 'none') === 'tanh' ? 'geluTanh' : 'gelu',
}));

/** y = 1 / (1 + e^−x). */
export const sigmoid = plain('sigmoid');
/** y = x · min(max(x + 3, 0), 6) / 6 (A. Howard et al., 2019). */
export const hardSwish = plain('hardSwish');
export const tanh = plain('tanh');
/** y = log(1 + e^x). */
export const softplus = plain('softplus');
/** y = x · tanh(log(1 + e^x)) (D. Misra, 2019). */
export const mish = plain('mish');
/** The square root; 0 with no gradient at x ≤ 0. */
export const sqrt = plain('sqrt');
/** e^x; x above 88 counts as 88, so that y is finite. */
export const exp = plain('exp');
/** The natural logarithm; −87.3 with no gradient at x ≤ 0. */
export const log = plain('log');
/** |x|; no gradient at 0. */
export const abs = plain('abs');
/** 1 / x; x within 1e-18 of 0 counts as ±1e-18 (0 as +) and gets no gradient. */
export const reciprocal = plain('reciprocal');

/** −x. Backward is forward of the gradient and reads nothing else. */
export const neg: NodeOp = {
  ...plain('neg'),
  keeps: { inputs: false, output: false },
  backward(recorder, { rows, output, dOutput, dInputs: [d_x] }) {
    if (d_x) forward(recorder, { x: dOutput, y: d_x }, rows * elements(output.shape), { function: 'neg' });
  },
};
