import type { Gallery } from '../gallery/gallery.js';
import type { TeachOptions, TeachProgress } from '../train/options.js';
import { train } from '../train/trainer.js';
import type { Trained } from '../train/training.js';
import type { Turn } from './gate.js';
import type { Machine } from './machine.js';
import { recipeFor } from './recipe.js';
import { galleryHistograms } from './recognise.js';
import type { PairHistograms, TeachReport } from './types.js';

/** Trains a copy of the weights on the gallery's features. The machine's own weights stay as they are. */
export async function* teachGallery(
  { backend, parameters, network }: Machine,
  gallery: Gallery,
  start: Float32Array,
  { cohort: _, ...given }: TeachOptions,
  turn: Turn,
): AsyncGenerator<TeachProgress, Trained & Pick<TeachReport, 'identities' | 'pictures'>, void> {
  const options = given.resume ? given : { ...recipeFor(network.trainable), ...given };
  const data = { features: gallery.featuresWithViews(), labels: gallery.labels(), views: 1 + gallery.views };
  const trained = yield* trainWhile(turn, train(backend, parameters.graph, start, data, options));
  return { ...trained, identities: gallery.identities().length, pictures: gallery.size };
}

/** Passes a training on; whatever ends it after a restart ends it as `aborted` or `closed`. */
async function* trainWhile(turn: Turn, training: AsyncGenerator<TeachProgress, Trained, void>) {
  try {
    return yield* training;
  } catch (error) {
    turn.check();
    throw error;
  }
}

/** Takes the weights in and measures them. If that fails the machine has its former weights again. */
export async function adoptWeights(
  machine: Machine,
  gallery: Gallery,
  weights: Float32Array,
  former: Float32Array,
): Promise<PairHistograms> {
  machine.setWeights(weights);
  try {
    return await galleryHistograms('teach', machine, gallery);
  } catch (error) {
    machine.setWeights(former);
    throw error;
  }
}
