import updateCode from '../../shaders/adamw.update.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import { type AdamOptions, type MomentBuffers, momentBindings, momentFields, momentParams } from './moments.js';
import { dispatchUpdate } from './update.js';

export const adamwUpdate = defineKernel({
  name: 'adamw.update',
  code: updateCode,
  params: { ...momentFields, decay: 'f32' },
  bindings: momentBindings,
});

/** `Params` of step t = 1, 2, …, to be set before its run. */
export function adamwParams(options: AdamOptions, step: number) {
  return { ...momentParams('adamw', options, step), decay: options.learningRate * (options.weightDecay ?? 0.01) };
}

/**
 * One step of torch.optim.AdamW on `count` words, a multiple of 4, with the `Params` of step 1. `control` is the record of
 * grad_norm: the gradient is scaled by it, and a skipped step changes nothing. `m` and `v` are zero before the first step.
 */
export function update(
  recorder: Recorder,
  buffers: MomentBuffers,
  count: number,
  options: AdamOptions,
  workgroup = 64,
): Dispatch {
  return dispatchUpdate(recorder, adamwUpdate, buffers, { count, ...adamwParams(options, 1) }, workgroup);
}
