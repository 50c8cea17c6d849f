import { KinfoldError } from '../errors.js';
import type { Miner } from '../ops/mining.js';
import { type Reducer, reducers } from '../ops/reducer.js';
import type { OptimiserName, OptimiserOptions } from './optimiser.js';
import type { Schedule } from './schedule.js';

/** How to teach. Every value has a default that suits faces in front of a camera. */
export interface TeachOptions {
  /** Training steps, 1 to 100,000. Default 200. */
  readonly steps?: number;
  /** Identities in a batch (P), at most as many as are enrolled with two pictures or more. Default 16. */
  readonly identities?: number;
  /** Pictures of each identity in a batch (K), at least 2. Default 4. */
  readonly pictures?: number;
  /** Margin α of the hinge on squared distances, in (0, 4). Default 0.4. */
  readonly margin?: number;
  /** Which triplets are learned from. Default `batch-hard`. */
  readonly miner?: Miner;
  /** How the triplets' losses become one. Default `activeMean`. */
  readonly reducer?: Reducer;
  /** Default `adamw`. `sgd` has momentum 0.9. */
  readonly optimiser?: OptimiserName;
  /** Step size of the head, above 0. Default 2e-4. */
  readonly learningRate?: number;
  /** Step size of the layers that came with the backbone, above 0. Default: that of the head. */
  readonly backboneLearningRate?: number;
  /** How both step sizes change over the steps. Default `constant`. */
  readonly schedule?: Schedule;
  /** Steps over which the step sizes grow from zero, 0 or more. Default 0. */
  readonly warmUp?: number;
  /** Weight decay, 0 or more: decoupled in AdamW, added to the gradient otherwise. Default 0.01. */
  readonly weightDecay?: number;
  /** Largest gradient norm; larger gradients are scaled down to it. 0 turns clipping off. Default 1. */
  readonly maxGradientNorm?: number;
  /** Seed of batches and noise: the same seed on the same device gives the same bits. Default 0. */
  readonly seed?: number;
  /** Steps between two read-backs of the statistics, 1 to 100: as many are in flight at once. Default 10. */
  readonly every?: number;
  /**
   * Bytes of device memory that a step may take, 1 MiB or more. A batch that does not fit goes through the encoder in pieces, which
   * gives the same gradients for one more forward. Default 1 GiB.
   */
  readonly memory?: number;
  /** Makes activations once more for backward instead of keeping them: less memory, one more forward. Default false. */
  readonly recompute?: boolean;
  /** Stops at the next read-back of the statistics; the weights stay as they were. */
  readonly signal?: AbortSignal;
}

/** The statistics of one training step. */
export interface TeachProgress {
  /** 1-based. */
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  /** Share of the mined triplets that break the margin, in [0, 1]. */
  readonly activeFraction: number;
  readonly triplets: number;
  /** L2 norm of the gradient before clipping. */
  readonly gradientNorm: number;
  /** Mean squared distance anchor–positive over the mined triplets. */
  readonly meanPositive: number;
  /** Mean squared distance anchor–negative over the mined triplets. */
  readonly meanNegative: number;
  /** Mean squared distance between different pictures of the batch. It goes to zero when the embedding collapses. */
  readonly spread: number;
}

/** The options with every default filled in, as the trainer wants them. */
export interface TeachSettings {
  readonly steps: number;
  readonly identities: number;
  readonly pictures: number;
  /** Rows of a batch, P·K. */
  readonly rows: number;
  readonly margin: number;
  readonly miner: Miner;
  readonly reducer: Reducer;
  readonly optimiser: OptimiserOptions;
  readonly schedule: Schedule;
  readonly warmUp: number;
  readonly maxGradientNorm: number;
  readonly seed: number;
  readonly every: number;
  readonly memory: number;
  readonly recompute: boolean;
  readonly signal: AbortSignal | undefined;
}

export const DEFAULT_STEPS = 200;

/** Bytes: what a phone can spare. */
const DEFAULT_MEMORY = 2 ** 30;

/**
 * Fills in the defaults and checks every value against the labels of the pictures to be learned from.
 * @throws KinfoldError `argument-invalid`; `one-identity` and `single-picture` if there is nothing to compare.
 */
export function resolveTeachOptions(options: TeachOptions, labels: ArrayLike<number>): TeachSettings {
  const eligible = identitiesWithPairs(labels);
  const identities = integer('identities', options.identities ?? Math.min(16, eligible), 2, eligible);
  const pictures = integer('pictures', options.pictures ?? 4, 2, 1024);
  const head = number('learningRate', options.learningRate ?? 2e-4, (value) => value > 0, 'above 0');
  const { backboneLearningRate = head } = options;
  const backbone = number('backboneLearningRate', backboneLearningRate, (value) => value > 0, 'above 0');
  return {
    steps: integer('steps', options.steps ?? DEFAULT_STEPS, 1, 100_000),
    identities,
    pictures,
    rows: identities * pictures,
    margin: number('margin', options.margin ?? 0.4, (value) => value > 0 && value < 4, 'between 0 and 4'),
    miner: oneOf('miner', options.miner ?? 'batch-hard', ['batch-hard', 'semi-hard']),
    reducer: oneOf('reducer', options.reducer ?? 'activeMean', reducers),
    optimiser: {
      name: oneOf('optimiser', options.optimiser ?? 'adamw', ['adamw', 'adam', 'sgd']),
      learningRates: { head, backbone },
      weightDecay: number('weightDecay', options.weightDecay ?? 0.01, (value) => value >= 0, '0 or more'),
    },
    schedule: oneOf('schedule', options.schedule ?? 'constant', ['constant', 'cosine']),
    warmUp: integer('warmUp', options.warmUp ?? 0, 0, 100_000),
    maxGradientNorm: number('maxGradientNorm', options.maxGradientNorm ?? 1, (value) => value >= 0, '0 or more'),
    seed: integer('seed', options.seed ?? 0, 0, Number.MAX_SAFE_INTEGER),
    every: integer('every', options.every ?? 10, 1, 100),
    memory: integer('memory', options.memory ?? DEFAULT_MEMORY, 2 ** 20, Number.MAX_SAFE_INTEGER),
    recompute: options.recompute ?? false,
    signal: options.signal,
  };
}

function identitiesWithPairs(labels: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (const label of Array.from(labels)) counts.set(label, (counts.get(label) ?? 0) + 1);
  if (counts.size < 2) {
    throw new KinfoldError(
      'one-identity',
      `teach: ${counts.size} identity is enrolled, but a triplet needs a stranger too; enrol a second identity`,
    );
  }
  const eligible = [...counts.values()].filter((count) => count > 1).length;
  if (eligible < 2) {
    throw new KinfoldError(
      'single-picture',
      `teach: ${eligible} of ${counts.size} identities have two pictures or more, but a batch needs two such; enrol more pictures`,
    );
  }
  return eligible;
}

function integer(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new KinfoldError(
      'argument-invalid',
      `teach: ${name} is ${value}, expected an integer from ${least} to ${most}`,
    );
  }
  return value;
}

function number(name: string, value: number, fits: (value: number) => boolean, expected: string): number {
  if (!Number.isFinite(value) || !fits(value)) {
    throw new KinfoldError('argument-invalid', `teach: ${name} is ${value}, expected a number ${expected}`);
  }
  return value;
}

function oneOf<T extends string>(name: string, value: T, choices: readonly T[]): T {
  if (!choices.includes(value)) {
    throw new KinfoldError('argument-invalid', `teach: ${name} is ${value}, expected one of ${choices.join(', ')}`);
  }
  return value;
}
