import { losses } from '../../metric/objective/loss.js';
import { distanceNames } from '../../ops/distances.js';
import { miners } from '../../ops/mining.js';
import { reducers } from '../../ops/reducer.js';
import { optimisers } from '../../train/optimiser.js';
import type { TeachOptions } from '../../train/options.js';
import { schedules } from '../../train/schedule.js';

/** An option of `teach()` on the command line. */
export interface TeachFlag {
  readonly option: keyof TeachOptions;
  /** A letter for a number, the words that it may be, or nothing for a switch. */
  readonly takes?: string | readonly string[];
  readonly help: string;
  /** What the engine takes without it, where that is one value for every training of a head. */
  readonly without?: number | string;
}

/** Each is said once, here: parsing and help follow. Which numbers may be is said by `resolveTrainOptions`. */
export const teachFlags: Readonly<Record<string, TeachFlag>> = {
  steps: { option: 'steps', takes: 'N', without: 200, help: 'training steps' },
  identities: { option: 'identities', takes: 'P', help: 'identities in a batch (default 16, or all)' },
  pictures: { option: 'pictures', takes: 'K', without: 4, help: 'pictures of each identity in a batch' },
  'one-shot': { option: 'oneShot', help: 'learn from identities with a single picture too' },
  distance: {
    option: 'distance',
    takes: distanceNames,
    without: 'squaredL2',
    help: 'how far two embeddings are apart',
  },
  miner: {
    option: 'miner',
    takes: miners,
    help: 'which triplets are learned from (default batch-hard, or every pair)',
  },
  loss: { option: 'loss', takes: losses, without: 'hinge', help: 'what triplets or pairs cost' },
  margin: {
    option: 'margin',
    takes: 'A',
    help: 'margin on the scale of the distance (default 0.4 for squaredL2, else 0.2)',
  },
  'margin-warm-up': {
    option: 'marginWarmUp',
    takes: 'N',
    without: 0,
    help: 'steps over which the margin grows from zero',
  },
  swap: { option: 'swap', help: 'take the distance positive–negative for anchor–negative where it is smaller' },
  reducer: { option: 'reducer', takes: reducers, without: 'activeMean', help: 'how the losses become one' },
  'cross-batch': {
    option: 'crossBatch',
    takes: 'N',
    without: 0,
    help: 'embeddings of earlier batches to compare with',
  },
  'offline-mining': { option: 'offlineMining', help: 'put identities that are confused into one batch' },
  distillation: { option: 'distillation', takes: 'W', without: 1, help: 'how firmly strangers of a cohort stay put' },
  optimiser: { option: 'optimiser', takes: optimisers, without: 'adamw', help: 'what turns gradients into steps' },
  'learning-rate': { option: 'learningRate', takes: 'R', without: 2e-4, help: 'step size of the head' },
  'backbone-learning-rate': { option: 'backboneLearningRate', takes: 'R', help: 'step size of layers of the backbone' },
  schedule: { option: 'schedule', takes: schedules, without: 'constant', help: 'how the step sizes change' },
  'warm-up': { option: 'warmUp', takes: 'N', without: 0, help: 'steps over which the step sizes grow from zero' },
  'weight-decay': { option: 'weightDecay', takes: 'W', without: 0.01, help: 'weight decay' },
  averaging: { option: 'averaging', takes: 'D', without: 0, help: 'decay of a moving average of the weights' },
  'held-out': {
    option: 'heldOut',
    takes: 'F',
    without: 0.1,
    help: 'share of the taught pictures that judge the new weights',
  },
  patience: { option: 'patience', takes: 'N', without: 2, help: 'measurements that may find nothing better, 1 to 4' },
};
