import type { Augmentation } from '../cpu/augmentation.js';
import type { TeachOptions } from '../train/options.js';
import type { Trainable } from './network.js';

/** Steps that move a whole network are few and careful: what it knows of everyone is in its weights (docs/fine-tuning.md). */
const fineTuning: TeachOptions = {
  steps: 30,
  learningRate: 1e-3,
  backboneLearningRate: 1e-4,
  schedule: 'cosine',
  warmUp: 5,
};

/** What `teach` does where the caller does not say. */
export function recipeFor(trainable: Trainable): TeachOptions {
  return trainable === 'head' ? {} : fineTuning;
}

/**
 * How pictures are augmented while a whole network learns, unless the options say. Lengths are fractions of the picture; `std` is the
 * card's, so that brightness means the same whatever the network's scale.
 */
export function augmentationFor(std: number): Augmentation {
  const unit = 128 / std;
  return {
    flip: 0.5,
    shift: 0.03,
    scale: 0.05,
    rotate: 0.08,
    tint: 0.1,
    shade: 0.15 * unit,
    noise: 0.05 * unit,
    erase: 0.3,
    eraseSize: 0.3,
  };
}
