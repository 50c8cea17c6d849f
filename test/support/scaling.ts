import type { Gpu } from '../../src/gpu/gpu.js';
import { defineKernel } from '../../src/gpu/kernel.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { tensor } from '../../src/gpu/tensor.js';

export const scale = defineKernel({
  name: 'scale',
  code: `struct Params { by: f32, plus: f32, count: u32 }
@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(8) fn main(@builtin(local_invocation_index) i: u32) {
  if (i < params.count) { y[i] = x[i] * params.by + params.plus; }
}`,
  params: { by: 'f32', plus: 'f32', count: 'u32' },
  bindings: { x: 'read', y: 'read_write' },
});

export const broken = defineKernel({
  ...scale,
  name: 'broken',
  code: scale.code.replace('params.plus', 'params.minus'),
});

/** y = 2 x + 1 of four words, to be changed with `setParams`. */
export async function scaling(gpu: Gpu) {
  const [x, y] = [tensor('x', 4), tensor('y', 4)];
  gpu.allocate([x.buffer, y.buffer]);
  gpu.write(x, Float32Array.of(1, 2, 3, 4));
  const recorder = new Recorder(gpu);
  const dispatch = recorder.dispatch(scale, {
    buffers: { x, y },
    params: { by: 2, plus: 1, count: 4 },
    workgroups: [1, 1, 1],
  });
  const program = await gpu.compile('scaling', recorder.commands);
  return { x, y, dispatch, commands: recorder.commands, program };
}
