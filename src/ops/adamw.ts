import updateCode from '../../shaders/adamw.update.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { type Dispatch, foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { type AdamOptions, momentParams } from './adam.js';
import { requireQuads } from './grad_norm.js';

export const adamwUpdate = defineKernel({
  name: 'adamw.update',
  code: updateCode,
  params: {
    count: 'u32',
    beta1: 'f32',
    beta2: 'f32',
    gain1: 'f32',
    gain2: 'f32',
    step_size: 'f32',
    root_correction: 'f32',
    epsilon: 'f32',
    decay: 'f32',
  },
  bindings: { gradient: 'read', control: 'read', parameters: 'read_write', m: 'read_write', v: 'read_write' },
});

/** `Params` of step t = 1, 2, …, to be set before its run. */
export function adamwParams(options: AdamOptions, step: number) {
  return { ...momentParams(options, step), decay: options.learningRate * (options.weightDecay ?? 0.01) };
}

/**
 * One step of torch.optim.AdamW on `count` words, a multiple of 4, with the `Params` of step 1. `control` is the record of
 * grad_norm: the gradient is scaled by it, and a skipped step changes nothing. `m` and `v` are zero before the first step.
 */
export function update(
  recorder: Recorder,
  buffers: Record<'gradient' | 'control' | 'parameters' | 'm' | 'v', Slice>,
  count: number,
  options: AdamOptions,
  workgroup = 64,
): Dispatch {
  requireQuads('adamw', count);
  return recorder.dispatch(adamwUpdate, {
    buffers,
    params: { count, ...adamwParams(options, 1) },
    workgroups: foldedGroups(count / 4, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup },
  });
}
