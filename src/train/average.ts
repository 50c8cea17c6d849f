import type { Parameters } from '../encoder/parameters.js';
import type { Program } from '../gpu/backend.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import { type BufferSpec, bufferSpec, type Slice } from '../gpu/tensor.js';
import { tiles } from '../gpu/tiles.js';
import * as movingAverage from '../ops/moving_average.js';

/** The moving average of the parameters that learn. */
export interface Average {
  /** In the layout of the gradients; to be written with the starting weights. */
  readonly buffer: BufferSpec;
  /** Records its update, behind the optimiser's. */
  record(recorder: Recorder, control: Slice): void;
  /** Sets the `Params` of step t = 1, 2, … */
  prepare(program: Program, step: number): void;
}

/** @param decay above 0 and below 1. */
export function createAverage({ buffer: weights, learningLength }: Parameters, decay: number): Average {
  const buffer = bufferSpec('average', learningLength);
  let recorded: Dispatch[] = [];
  return {
    buffer,
    record(recorder, control) {
      recorded = tiles(0, learningLength).map((part) => {
        const buffers = { parameters: { buffer: weights, ...part }, control, average: { buffer, ...part } };
        return movingAverage.update(recorder, buffers, part.length, decay);
      });
    },
    prepare(program, step) {
      for (const dispatch of recorded) program.setParams(dispatch, movingAverage.movingAverageParams(decay, step));
    },
  };
}
