import updateCode from '../../shaders/sgd.update.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { dispatchUpdate } from './update.js';

export const sgdUpdate = defineKernel({
  name: 'sgd.update',
  code: updateCode,
  params: { count: 'u32', learning_rate: 'f32', momentum: 'f32', weight_decay: 'f32' },
  bindings: { gradient: 'read', control: 'read', parameters: 'read_write', velocity: 'read_write' },
});

export interface SgdOptions {
  readonly learningRate: number;
  /** Share of the last velocity that is kept, in [0, 1); default 0. */
  readonly momentum?: number;
  /** Added to the gradient as weightDecay · parameter; default 0. */
  readonly weightDecay?: number;
}

/** `Params` of a step, to be set before its run. Every step has the same but for the learning rate. */
export function sgdParams({ learningRate, momentum = 0, weightDecay = 0 }: SgdOptions) {
  return { learning_rate: learningRate, momentum, weight_decay: weightDecay };
}

/**
 * One step of torch.optim.SGD (dampening 0, no Nesterov) on `count` words, a multiple of 4. `control` is the record of
 * grad_norm: the gradient is scaled by it, and a skipped step changes nothing. `velocity` is zero before the first step.
 */
export function update(
  recorder: Recorder,
  buffers: Record<'gradient' | 'control' | 'parameters' | 'velocity', Slice>,
  count: number,
  options: SgdOptions,
  workgroup = 64,
): Dispatch {
  return dispatchUpdate(recorder, sgdUpdate, buffers, { count, ...sgdParams(options) }, workgroup);
}
