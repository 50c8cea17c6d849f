import forwardCode from '../../shaders/global_average_pool.forward.wgsl';
import forwardQuadsCode from '../../shaders/global_average_pool.forward_quads.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import * as averagePool from './average_pool.js';
import { cutGroups, wholeWindow } from './global_pool.js';
import type { NodeOp } from './node.js';
import { type Groups, groupsOf, pooledShape } from './spatial.js';
import { lanesOf } from './units.js';

const forwardOf = {
  params: { outer: 'u32', count: 'u32', channels: 'u32' },
  bindings: { x: 'read', y: 'read_write' },
} as const;

export const globalAveragePoolForward = defineKernel({
  name: 'global_average_pool.forward',
  code: forwardCode,
  ...forwardOf,
});
export const globalAveragePoolForwardQuads = defineKernel({
  name: 'global_average_pool.forward_quads',
  code: forwardQuadsCode,
  ...forwardOf,
});

/** y = Σ pixels / count. x [outer, count, channels], y [outer, channels]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y', Slice>,
  groups: Groups,
  workgroup?: number,
): void {
  const kernel = lanesOf(groups.channels) === 4 ? globalAveragePoolForwardQuads : globalAveragePoolForward;
  recorder.dispatch(kernel, { buffers, params: { ...groups }, ...cutGroups(recorder, groups, workgroup) });
}

/** d_x = d_y / count; overwrites d_x [outer, count, channels]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'd_x', Slice>,
  groups: Groups,
  workgroup?: number,
): void {
  averagePool.dInput(recorder, buffers, { ...wholeWindow(groups), countPadding: false }, workgroup);
}

/**
 * The mean of all pixels, channels last. Attribute `spatial` (default 2): the number of axes before the channels that it is
 * taken over; they stay as axes of 1.
 */
export const node: NodeOp = {
  shape: pooledShape,
  parameters: () => ({}),
  saved: () => ({}),
  keeps: { inputs: false, output: false },
  forward(recorder, { name, rows, attributes, inputs: [x], output }) {
    forward(recorder, { x: x!.slice, y: output.slice }, groupsOf(name, rows, x!.shape, attributes));
  },
  backward(recorder, { name, rows, attributes, inputs: [x], dOutput: d_y, dInputs: [d_x] }) {
    if (d_x) dInput(recorder, { d_y, d_x }, groupsOf(name, rows, x!.shape, attributes));
  },
};
