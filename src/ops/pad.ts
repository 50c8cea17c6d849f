import dInputCode from '../../shaders/pad.d_input.wgsl';
import forwardCode from '../../shaders/pad.forward.wgsl';
import { KinfoldError } from '../errors.js';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { choiceOf, integersOf, numberOf } from './attributes.js';
import { type Attributes, elements, type NodeOp, type Shape } from './node.js';
import { onlyInput } from './shape.js';
import { axisFields, axisValues, inFront } from './strides.js';

const fields = { ...axisFields('x_size'), ...axisFields('y_size'), ...axisFields('begin') } as const;

export const padForward = defineKernel({
  name: 'pad.forward',
  code: forwardCode,
  params: { count: 'u32', mode: 'u32', value: 'f32', ...fields },
  bindings: { x: 'read', y: 'read_write' },
});

export const padDInput = defineKernel({
  name: 'pad.d_input',
  code: dInputCode,
  params: { count: 'u32', mode: 'u32', ...fields },
  bindings: { d_y: 'read', d_x: 'read_write' },
});

/** In the order of their numbers in shaders/shared/padding.wgsl. */
const MODES = ['constant', 'reflect', 'edge'] as const;

/** What is added in front of and behind the axes of a tensor [sizes]. */
export interface Padding {
  readonly sizes: Shape;
  readonly begins: readonly number[];
  readonly ends: readonly number[];
  readonly mode: (typeof MODES)[number];
}

/** Fields of `Params`, neighbouring axes without padding joined. */
function walkOf(name: string, { sizes, begins, ends, mode }: Padding) {
  const axes: { size: number; begin: number; end: number }[] = [];
  for (const [i, size] of sizes.entries()) {
    const [begin, end] = [begins[i]!, ends[i]!];
    const outer = axes.at(-1);
    if (outer && [outer.begin, outer.end, begin, end].every((added) => added === 0)) outer.size *= size;
    else axes.push({ size, begin, end });
  }
  const all = inFront(name, axes, { size: 1, begin: 0, end: 0 });
  return {
    mode: MODES.indexOf(mode),
    ...axisValues(
      'x_size',
      all.map(({ size }) => size),
    ),
    ...axisValues(
      'y_size',
      all.map(({ size, begin, end }) => begin + size + end),
    ),
    ...axisValues(
      'begin',
      all.map(({ begin }) => begin),
    ),
  };
}

/** y = x [sizes] with `value`, its mirror image (without the edge itself) or its edge around it; overwrites y. */
export function forward(
  recorder: Recorder,
  name: string,
  buffers: Record<'x' | 'y', Slice>,
  padding: Padding,
  value: number,
  workgroup = 64,
): void {
  const { sizes, begins, ends } = padding;
  const count = elements(sizes.map((size, axis) => begins[axis]! + size + ends[axis]!));
  recorder.dispatch(padForward, {
    buffers,
    params: { count, value, ...walkOf(name, padding) },
    workgroups: foldedGroups(count, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** d_x = Σ d_y over the copies of an element; overwrites d_x [sizes]. */
export function dInput(
  recorder: Recorder,
  name: string,
  buffers: Record<'d_y' | 'd_x', Slice>,
  padding: Padding,
  workgroup = 64,
): void {
  const count = elements(padding.sizes);
  recorder.dispatch(padDInput, {
    buffers,
    params: { count, ...walkOf(name, padding) },
    workgroups: foldedGroups(count, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** Reads `pads` (the begin of every axis, then the end of every axis) and `mode` for an input [rows, ...shape]. */
function paddingOf(name: string, rows: number, shape: Shape, attributes: Attributes): Padding {
  const pads = integersOf(name, attributes, 'pads', { length: 2 * shape.length });
  const mode = choiceOf(name, attributes, 'mode', MODES, 'constant');
  for (const [i, added] of pads.entries()) {
    const size = shape[i % shape.length]!;
    if (mode !== 'reflect' || added < size) continue;
    throw new KinfoldError(
      'argument-invalid',
      `${name}: ${added} elements of padding reflect an axis of ${size}, expected fewer than it has; pad twice or by edge`,
    );
  }
  return {
    sizes: [rows, ...shape],
    begins: [0, ...pads.slice(0, shape.length)],
    ends: [0, ...pads.slice(shape.length)],
    mode,
  };
}

const fillOf = (name: string, attributes: Attributes) => numberOf(name, attributes, 'value', 0);

/**
 * Adds to the axes of a row. Attributes: `pads`, the begin of every axis, then the end of every axis; `mode` 'constant'
 * (default, with `value`, default 0), 'reflect' or 'edge'.
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    const { sizes, begins, ends } = paddingOf(name, 1, onlyInput(name, inputs), attributes);
    fillOf(name, attributes);
    return sizes.map((size, axis) => begins[axis]! + size + ends[axis]!).slice(1);
  },
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  forward(recorder, { name, rows, attributes, inputs: [x], output }) {
    const padding = paddingOf(name, rows, x!.shape, attributes);
    forward(recorder, name, { x: x!.slice, y: output.slice }, padding, fillOf(name, attributes));
  },
  backward(recorder, { name, rows, attributes, inputs: [x], dOutput: d_y, dInputs: [d_x] }) {
    if (d_x) dInput(recorder, name, { d_y, d_x }, paddingOf(name, rows, x!.shape, attributes));
  },
};
