import type { Augmentation } from '../cpu/augmentation.js';
import type { TrainOptions } from '../train/options.js';
import type { Trainable } from './network.js';

/** Share of the pictures that are not learned from, so that there is something to judge by. */
const HELD_OUT = 0.1;

/** Steps that move a whole network are few and careful: what it knows of everyone is in its weights (docs/fine-tuning.md). */
const fineTuning: TrainOptions = { steps: 60, learningRate: 7e-4, backboneLearningRate: 3e-5 };

/** What `teach` does where the caller does not say. */
export function recipeFor(trainable: Trainable): TrainOptions {
  return { heldOut: HELD_OUT, ...(trainable !== 'head' && fineTuning) };
}

/**
 * How pictures are augmented while a whole network learns, unless the options say. Lengths are fractions of the picture; `std` is the
 * card's, so that brightness means the same whatever the network's scale.
 */
export function augmentationFor(std: number): Augmentation {
  const unit = 128 / std;
  return {
    flip: 0.5,
    shift: 0.02,
    scale: 0.03,
    rotate: 0.05,
    tint: 0.05,
    shade: 0.1 * unit,
    noise: 0.02 * unit,
  };
}
