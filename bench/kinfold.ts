import type { Program } from '../src/gpu/backend.js';
import type { Gpu } from '../src/gpu/gpu.js';
import type { Slice } from '../src/gpu/tensor.js';
import type { Work } from './measure.js';

/** Runs a program, as a user of the engine does: one submit a run, one read-back after the last. */
export function work(program: Program, result: Slice, prepare: () => void = () => {}): Work {
  return async (times) => {
    for (let i = 1; i < times; i++) {
      prepare();
      program.run();
    }
    prepare();
    return program.runAndRead(result);
  };
}

/** Memory for slices, with the contents of those that have some. */
export function place(gpu: Gpu, slices: readonly (readonly [Slice, (Float32Array | Uint32Array)?])[]): void {
  gpu.allocate(slices.map(([slice]) => slice.buffer));
  for (const [slice, data] of slices) if (data) gpu.write(slice, data);
}
