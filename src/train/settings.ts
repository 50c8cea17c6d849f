import { KinfoldError } from '../errors.js';
import { identitySizes } from '../metric/comparisons/identity-sizes.js';
import { isPairLoss, type Loss, losses } from '../metric/objective/loss.js';
import { type Distance, distanceNames, largestDistance } from '../ops/distances.js';
import { type Miner, miners } from '../ops/mining.js';
import { type Reducer, reducers } from '../ops/reducer.js';
import { type OptimiserOptions, optimisers } from './optimiser.js';
import type { TrainOptions } from './options.js';
import { type Schedule, schedules } from './schedule.js';

/** The options with every default filled in, as the trainer wants them. */
export interface TrainSettings {
  readonly steps: number;
  readonly identities: number;
  readonly pictures: number;
  readonly oneShot: boolean;
  readonly crossBatch: number;
  readonly offlineMining: boolean;
  /** Rows of a batch, P·K. */
  readonly rows: number;
  readonly margin: number;
  readonly marginWarmUp: number;
  readonly distance: Distance;
  /** Undefined: every pair. */
  readonly miner: Miner | undefined;
  readonly loss: Loss;
  readonly swap: boolean;
  readonly reducer: Reducer;
  readonly optimiser: OptimiserOptions;
  readonly schedule: Schedule;
  readonly warmUp: number;
  readonly maxGradientNorm: number;
  readonly averaging: number;
  readonly distillation: number;
  /** Null: nothing is measured. */
  readonly heldOut: number | null;
  readonly patience: number;
  readonly checkpoint: number;
  readonly seed: number;
  readonly every: number;
  readonly memory: number;
  readonly recompute: boolean;
  readonly signal: AbortSignal | undefined;
}

export const DEFAULT_STEPS = 200;

/** How often a training is measured, at equal distances. */
export const MEASUREMENTS = 4;

/** Bytes: what a phone can spare. */
const DEFAULT_MEMORY = 2 ** 30;

/**
 * Fills in the defaults and checks every value against the labels of the pictures to be learned from.
 * @throws KinfoldError `argument-invalid`; `one-identity` and `single-picture` if there is nothing to compare.
 */
export function resolveTrainOptions(options: TrainOptions, labels: ArrayLike<number>): TrainSettings {
  const { oneShot = false } = options;
  const eligible = identitiesToLearn(labels, oneShot ? 1 : 2);
  const identities = integer('identities', options.identities ?? Math.min(16, eligible), 2, eligible);
  const pictures = integer('pictures', options.pictures ?? 4, 2, 1024);
  const head = number('learningRate', options.learningRate ?? 2e-4, (value) => value > 0, 'above 0');
  const { backboneLearningRate = head } = options;
  const backbone = number('backboneLearningRate', backboneLearningRate, (value) => value > 0, 'above 0');
  return {
    steps: integer('steps', options.steps ?? DEFAULT_STEPS, 1, 100_000),
    identities,
    pictures,
    oneShot,
    crossBatch: integer('crossBatch', options.crossBatch ?? 0, 0, 100_000),
    offlineMining: options.offlineMining ?? false,
    rows: identities * pictures,
    ...objectiveOf(options),
    marginWarmUp: integer('marginWarmUp', options.marginWarmUp ?? 0, 0, 100_000),
    optimiser: {
      name: oneOf('optimiser', options.optimiser ?? 'adamw', optimisers),
      learningRates: { head, backbone },
      weightDecay: number('weightDecay', options.weightDecay ?? 0.01, (value) => value >= 0, '0 or more'),
    },
    schedule: oneOf('schedule', options.schedule ?? 'constant', schedules),
    warmUp: integer('warmUp', options.warmUp ?? 0, 0, 100_000),
    maxGradientNorm: number('maxGradientNorm', options.maxGradientNorm ?? 1, (value) => value >= 0, '0 or more'),
    averaging: number('averaging', options.averaging ?? 0, (value) => value >= 0 && value < 1, 'from 0 to below 1'),
    distillation: number('distillation', options.distillation ?? 1, (value) => value >= 0, '0 or more'),
    heldOut: options.heldOut === undefined ? null : share('heldOut', options.heldOut, 0.5),
    patience: integer('patience', options.patience ?? 2, 1, MEASUREMENTS),
    checkpoint: integer('checkpoint', options.checkpoint ?? 50, 1, 100_000),
    seed: integer('seed', options.seed ?? 0, 0, Number.MAX_SAFE_INTEGER),
    every: integer('every', options.every ?? 10, 1, 100),
    memory: integer('memory', options.memory ?? DEFAULT_MEMORY, 2 ** 20, Number.MAX_SAFE_INTEGER),
    recompute: options.recompute ?? false,
    signal: options.signal,
  };
}

function objectiveOf(options: TrainOptions) {
  const distance = oneOf('distance', options.distance ?? 'squaredL2', distanceNames);
  const loss = oneOf('loss', options.loss ?? 'hinge', losses);
  const most = largestDistance[distance];
  const margin = options.margin ?? (distance === 'squaredL2' ? 0.4 : 0.2);
  const miner = options.miner ?? (isPairLoss(loss) ? undefined : 'batch-hard');
  return {
    distance,
    loss,
    swap: options.swap ?? false,
    miner: miner && oneOf('miner', miner, miners),
    reducer: oneOf('reducer', options.reducer ?? 'activeMean', reducers),
    margin: number('margin', margin, (value) => value > 0 && value < most, `between 0 and ${most}`),
  };
}

function identitiesToLearn(labels: ArrayLike<number>, least: 1 | 2): number {
  const counts = identitySizes(labels);
  if (counts.size < 2) {
    throw new KinfoldError(
      'one-identity',
      `teach: ${counts.size} identity is enrolled, but a triplet needs a stranger too; enrol a second identity`,
    );
  }
  const eligible = [...counts.values()].filter((count) => count >= least).length;
  if (eligible < 2) {
    throw new KinfoldError(
      'single-picture',
      `teach: ${eligible} of ${counts.size} identities have two pictures or more, but a batch needs two such; enrol more pictures, or set oneShot`,
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

function share(name: string, value: number, most: number): number {
  return number(name, value, (value) => value >= 0 && value <= most, `from 0 to ${most}`);
}

function oneOf<T extends string>(name: string, value: T, choices: readonly T[]): T {
  if (!choices.includes(value)) {
    throw new KinfoldError('argument-invalid', `teach: ${name} is ${value}, expected one of ${choices.join(', ')}`);
  }
  return value;
}
