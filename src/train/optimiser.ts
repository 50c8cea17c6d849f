import type { Program } from '../gpu/backend.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import { type BufferSpec, bufferSpec, type Slice, whole } from '../gpu/tensor.js';
import * as adam from '../ops/adam.js';
import * as adamw from '../ops/adamw.js';
import * as sgd from '../ops/sgd.js';

export type OptimiserName = 'adamw' | 'adam' | 'sgd';

export interface OptimiserOptions {
  readonly name: OptimiserName;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** Momentum of SGD: the value that nearly everyone uses. */
const MOMENTUM = 0.9;

/** One dispatch over the whole parameter vector, and what it remembers from step to step. */
export interface Optimiser {
  /** Moments in the parameters' layout; zero before the first step. */
  readonly moments: readonly BufferSpec[];
  record(recorder: Recorder, buffers: Record<'gradient' | 'control' | 'parameters', Slice>): void;
  /** Sets the `Params` of step t = 1, 2, … */
  prepare(program: Program, step: number): void;
}

/** @param count words of the parameter vector. */
export function createOptimiser({ name, ...options }: OptimiserOptions, count: number): Optimiser {
  if (name === 'sgd') {
    const settings = { ...options, momentum: MOMENTUM };
    const velocity = bufferSpec('velocity', count);
    return {
      moments: [velocity],
      record(recorder, buffers) {
        sgd.update(recorder, { ...buffers, velocity: whole(velocity) }, count, settings);
      },
      // Every step has the same Params.
      prepare() {},
    };
  }
  let dispatch: Dispatch | undefined;
  const [m, v] = [bufferSpec('first moment', count), bufferSpec('second moment', count)];
  const { update, params } =
    name === 'adam' ? { ...adam, params: adam.adamParams } : { ...adamw, params: adamw.adamwParams };
  return {
    moments: [m, v],
    record(recorder, buffers) {
      dispatch = update(recorder, { ...buffers, m: whole(m), v: whole(v) }, count, options);
    },
    prepare: (program, step) => program.setParams(dispatch!, params(options, step)),
  };
}
