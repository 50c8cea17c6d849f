import forwardCode from '../../shaders/global_max_pool.forward.wgsl';
import forwardQuadsCode from '../../shaders/global_max_pool.forward_quads.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { cutGroups, wholeWindow } from './global_pool.js';
import * as maxPool from './max_pool.js';
import { elements, type NodeOp } from './node.js';
import { requirePlaces } from './pool.js';
import { type Groups, groupsOf, pooledShape } from './spatial.js';
import { lanesOf } from './units.js';

const forwardOf = {
  params: { outer: 'u32', count: 'u32', channels: 'u32' },
  bindings: { x: 'read', y: 'read_write', places: 'read_write' },
} as const;

export const globalMaxPoolForward = defineKernel({
  name: 'global_max_pool.forward',
  code: forwardCode,
  ...forwardOf,
});
export const globalMaxPoolForwardQuads = defineKernel({
  name: 'global_max_pool.forward_quads',
  code: forwardQuadsCode,
  ...forwardOf,
});

/** y = the largest pixel, places = which one it is. x [outer, count, channels], y and places [outer, channels]. */
export function forward(
  recorder: Recorder,
  buffers: Record<'x' | 'y' | 'places', Slice>,
  groups: Groups,
  workgroup?: number,
): void {
  const kernel = lanesOf(groups.channels) === 4 ? globalMaxPoolForwardQuads : globalMaxPoolForward;
  recorder.dispatch(kernel, { buffers, params: { ...groups }, ...cutGroups(recorder, groups, workgroup) });
}

/** d_x = d_y where the pixel is the largest, else 0; overwrites d_x [outer, count, channels]. */
export function dInput(
  recorder: Recorder,
  buffers: Record<'d_y' | 'places' | 'd_x', Slice>,
  groups: Groups,
  workgroup?: number,
): void {
  maxPool.dInput(recorder, buffers, wholeWindow(groups), workgroup);
}

/**
 * The largest of all pixels, channels last; of equal ones the first. Attribute `spatial` (default 2): the number of axes
 * before the channels that it is taken over; they stay as axes of 1.
 */
export const node: NodeOp = {
  shape: (name, inputs, attributes) => {
    const shape = pooledShape(name, inputs, attributes);
    requirePlaces(name, groupsOf(name, 1, inputs[0]!, attributes).count);
    return shape;
  },
  parameters: () => ({}),
  saved: (inputs, attributes) => ({ places: elements(pooledShape('globalMaxPool', inputs, attributes)) }),
  keeps: { inputs: false, output: false },
  forward(recorder, { name, rows, attributes, inputs: [x], output, saved }) {
    const groups = groupsOf(name, rows, x!.shape, attributes);
    forward(recorder, { x: x!.slice, y: output.slice, places: saved['places']! }, groups);
  },
  backward(recorder, { name, rows, attributes, inputs: [x], saved, dOutput: d_y, dInputs: [d_x] }) {
    const groups = groupsOf(name, rows, x!.shape, attributes);
    if (d_x) dInput(recorder, { d_y, places: saved['places']!, d_x }, groups);
  },
};
