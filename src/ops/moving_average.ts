import updateCode from '../../shaders/moving_average.update.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { dispatchUpdate } from './update.js';

export const movingAverageUpdate = defineKernel({
  name: 'moving_average.update',
  code: updateCode,
  params: { count: 'u32', gain: 'f32' },
  bindings: { parameters: 'read', control: 'read', average: 'read_write' },
});

/**
 * `Params` of step t = 1, 2, … While few steps have been taken the average forgets faster, so that the start does not stay in it:
 * the decay is min(decay, (1 + t) / (10 + t)), as tf.train.ExponentialMovingAverage has it with `num_updates`.
 */
export function movingAverageParams(decay: number, step: number): { gain: number } {
  return { gain: 1 - Math.min(decay, (1 + step) / (10 + step)) };
}

/** Moves the average of `count` words, a multiple of 4, with the `Params` of step 1. */
export function update(
  recorder: Recorder,
  buffers: Record<'parameters' | 'control' | 'average', Slice>,
  count: number,
  decay: number,
  workgroup = 64,
): Dispatch {
  return dispatchUpdate(recorder, movingAverageUpdate, buffers, { count, ...movingAverageParams(decay, 1) }, workgroup);
}
