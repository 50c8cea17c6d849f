import type { ParameterGroup } from '../encoder/graph.js';
import type { Parameters } from '../encoder/parameters.js';
import type { Program } from '../gpu/backend.js';
import type { Dispatch, Recorder } from '../gpu/recorder.js';
import { type BufferSpec, bufferSpec, type Slice } from '../gpu/tensor.js';
import { tiles } from '../gpu/tiles.js';
import * as adam from '../ops/adam.js';
import * as adamw from '../ops/adamw.js';
import * as sgd from '../ops/sgd.js';

export type OptimiserName = 'adamw' | 'adam' | 'sgd';

export const optimisers: readonly OptimiserName[] = ['adamw', 'adam', 'sgd'];

export interface OptimiserOptions {
  readonly name: OptimiserName;
  /** Step size of each group of parameters. */
  readonly learningRates: Readonly<Record<ParameterGroup, number>>;
  readonly weightDecay: number;
}

/** Momentum of SGD: the value that nearly everyone uses. */
const MOMENTUM = 0.9;

/** One dispatch a group over its part of the parameter vector, and what it remembers from step to step. */
export interface Optimiser {
  /** Moments in the layout of the parameters that learn; zero before the first step. */
  readonly moments: readonly BufferSpec[];
  record(recorder: Recorder, buffers: Record<'gradient' | 'control', Slice>): void;
  /** Sets the `Params` of step t = 1, 2, … `factor` multiplies every learning rate; default 1. */
  prepare(program: Program, step: number, factor?: number): void;
}

/** Records the update of one group and says what its `Params` are in step t. */
type Update = (
  recorder: Recorder,
  buffers: Record<'gradient' | 'control' | 'parameters', Slice>,
  moments: readonly Slice[],
  options: { readonly learningRate: number; readonly weightDecay: number },
) => {
  readonly dispatch: Dispatch;
  readonly params: (step: number, factor: number) => Readonly<Record<string, number>>;
};

const updates: Readonly<Record<OptimiserName, { readonly moments: readonly string[]; readonly update: Update }>> = {
  sgd: {
    moments: ['velocity'],
    update(recorder, buffers, [velocity], options) {
      const settings = { ...options, momentum: MOMENTUM };
      const dispatch = sgd.update(recorder, { ...buffers, velocity: velocity! }, buffers.gradient.length, settings);
      return { dispatch, params: (_, factor) => sgd.sgdParams(slowed(settings, factor)) };
    },
  },
  adam: {
    moments: ['first moment', 'second moment'],
    update(recorder, buffers, [m, v], options) {
      const dispatch = adam.update(recorder, { ...buffers, m: m!, v: v! }, buffers.gradient.length, options);
      return { dispatch, params: (step, factor) => adam.adamParams(slowed(options, factor), step) };
    },
  },
  adamw: {
    moments: ['first moment', 'second moment'],
    update(recorder, buffers, [m, v], options) {
      const dispatch = adamw.update(recorder, { ...buffers, m: m!, v: v! }, buffers.gradient.length, options);
      return { dispatch, params: (step, factor) => adamw.adamwParams(slowed(options, factor), step) };
    },
  },
};

function slowed<T extends { readonly learningRate: number }>(options: T, factor: number): T {
  return { ...options, learningRate: options.learningRate * factor };
}

export function createOptimiser(
  { name, learningRates, weightDecay }: OptimiserOptions,
  { buffer, learningLength, groups }: Parameters,
): Optimiser {
  const { moments: names, update } = updates[name];
  const moments = names.map((moment) => bufferSpec(moment, learningLength));
  let recorded: ReturnType<Update>[] = [];
  return {
    moments,
    record(recorder, { gradient, control }) {
      recorded = groups.flatMap(({ group, offset, length }) =>
        tiles(offset, length).map((part) => {
          const buffers = { gradient: { ...gradient, ...part }, control, parameters: { buffer, ...part } };
          const own = moments.map((moment) => ({ buffer: moment, ...part }));
          return update(recorder, buffers, own, { learningRate: learningRates[group], weightDecay });
        }),
      );
    },
    prepare(program, step, factor = 1) {
      for (const { dispatch, params } of recorded) program.setParams(dispatch, params(step, factor));
    },
  };
}
