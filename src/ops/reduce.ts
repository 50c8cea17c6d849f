import dInputCode from '../../shaders/reduce.d_input.wgsl';
import dInputL2Code from '../../shaders/reduce.d_input_l2.wgsl';
import forwardCode from '../../shaders/reduce.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { cutLines } from './lines.js';
import { elements, type Shape } from './node.js';
import { axisFields, axisValues, broadcasting, collapse, contiguous } from './strides.js';

const walkFields = { ...axisFields('size'), ...axisFields('stride') } as const;

export const reduceForward = defineKernel({
  name: 'reduce.forward',
  code: forwardCode,
  params: {
    lines: 'u32',
    blocks: 'u32',
    width: 'u32',
    step: 'u32',
    scale: 'f32',
    norm: 'u32',
    ...walkFields,
    ...axisFields('block_size'),
    ...axisFields('block_stride'),
  },
  bindings: { x: 'read', y: 'read_write' },
});

export const reduceDInput = defineKernel({
  name: 'reduce.d_input',
  code: dInputCode,
  params: { count: 'u32', scale: 'f32', ...walkFields },
  bindings: { d_y: 'read', d_x: 'read_write' },
});

export const reduceDInputL2 = defineKernel({
  name: 'reduce.d_input_l2',
  code: dInputL2Code,
  params: { count: 'u32', ...walkFields },
  bindings: { d_y: 'read', x: 'read', y: 'read', d_x: 'read_write' },
});

export type Reduction = 'sum' | 'mean' | 'l2';

/** A tensor of `sizes` and the axes of it that a reduction takes away. */
export interface ReduceShape {
  readonly sizes: Shape;
  readonly axes: readonly number[];
}

/** `sizes` with 1 in place of those that are reduced. */
export function keptSizes({ sizes, axes }: ReduceShape): Shape {
  return sizes.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** What one element's share of a line's sum is multiplied by. */
function scaleOf(reduction: Reduction, { sizes, axes }: ReduceShape): number {
  return reduction === 'mean' ? 1 / elements(axes.map((axis) => sizes[axis]!)) : 1;
}

/** y = Σ x, Σ x / count or √(Σ x²) over `axes` of x [sizes]; overwrites y, which has the sizes that stay. */
export function forward(
  recorder: Recorder,
  name: string,
  buffers: Record<'x' | 'y', Slice>,
  reduction: Reduction,
  shape: ReduceShape,
  workgroup?: number,
): void {
  const strides = contiguous(shape.sizes);
  const part = (axes: readonly number[]) =>
    collapse(
      name,
      axes.map((axis) => shape.sizes[axis]!),
      axes.map((axis) => strides[axis]!),
    );
  const kept = part([...shape.sizes.keys()].filter((axis) => !shape.axes.includes(axis)));
  const summed = part(shape.axes);
  // Lanes share the longest run; the others are walked one after another.
  const longest = summed.sizes.indexOf(Math.max(...summed.sizes));
  const width = summed.sizes[longest]!;
  const step = summed.strides[0]![longest]!;
  const blockSizes = summed.sizes.with(longest, 1);
  const lines = elements(kept.sizes);
  recorder.dispatch(reduceForward, {
    buffers,
    params: {
      lines,
      blocks: elements(blockSizes),
      width,
      step,
      scale: scaleOf(reduction, shape),
      norm: reduction === 'l2' ? 1 : 0,
      ...axisValues('size', kept.sizes),
      ...axisValues('stride', kept.strides[0]!),
      ...axisValues('block_size', blockSizes),
      ...axisValues('block_stride', summed.strides[0]!),
    },
    ...cutLines(recorder.target, { lines, width, inner: step }, workgroup),
  });
}

/** The walk over x [sizes] beside the reduced tensor. */
function lineOfEach(name: string, shape: ReduceShape) {
  const { sizes, strides } = collapse(name, shape.sizes, broadcasting(keptSizes(shape), shape.sizes));
  return { ...axisValues('size', sizes), ...axisValues('stride', strides[0]!) };
}

/** The gradient of a sum or a mean: d_x = d_y or d_y / count; overwrites d_x [sizes]. */
export function dInput(
  recorder: Recorder,
  name: string,
  buffers: Record<'d_y' | 'd_x', Slice>,
  reduction: 'sum' | 'mean',
  shape: ReduceShape,
  workgroup = 64,
): void {
  const count = elements(shape.sizes);
  recorder.dispatch(reduceDInput, {
    buffers,
    params: { count, scale: scaleOf(reduction, shape), ...lineOfEach(name, shape) },
    workgroups: foldedGroups(count, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}

/** d_x = d_y · x / y, and 0 where the norm y is 0; overwrites d_x [sizes]. */
export function dInputL2(
  recorder: Recorder,
  name: string,
  buffers: Record<'d_y' | 'x' | 'y' | 'd_x', Slice>,
  shape: ReduceShape,
  workgroup = 64,
): void {
  const count = elements(shape.sizes);
  recorder.dispatch(reduceDInputL2, {
    buffers,
    params: { count, ...lineOfEach(name, shape) },
    workgroups: foldedGroups(count, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}
