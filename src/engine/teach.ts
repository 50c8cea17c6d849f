import { throwIfAborted } from '../errors.js';
import type { Told } from '../gallery/told.js';
import type { TrainingData } from '../train/data.js';
import type { TeachOptions, TeachProgress, TrainOptions } from '../train/options.js';
import { train } from '../train/trainer.js';
import type { Trained } from '../train/training.js';
import type { Core } from './core.js';
import type { Gate } from './gate.js';
import { LastingTurn } from './lasting-turn.js';
import { lessonOf } from './lesson.js';
import { recipeFor } from './recipe.js';
import { galleryHistograms } from './recognise.js';
import type { TeachReport } from './types.js';

/** What a teach may add to what was told, and measure before and after it. */
export interface Correction<T> {
  /** In the turn of the teach, before anything else. */
  prepare(): Promise<{ readonly told: Told; readonly before: T }>;
  /** Under the weights that were kept. */
  after(told: Told): Promise<T>;
}

/** Teaches from the core's gallery and takes the weights that come out. Nothing has changed if it fails. */
export async function* teachCore<T>(
  core: Core,
  gate: Gate,
  { cohort, ...given }: TeachOptions,
  correction?: Correction<T>,
): AsyncGenerator<TeachProgress, { report: TeachReport; corrected?: { before: T; after: T } }, void> {
  const { signal } = given;
  const started = await gate.startTeaching(async () => {
    throwIfAborted(signal, 'teach');
    const before = await galleryHistograms('teach', core.machine, core.gallery);
    const corrected = await correction?.prepare();
    const told = corrected?.told ?? core.told;
    return { before, corrected, told, gallery: core.gallery.copy(), ...(await lessonOf(core, told, cohort)) };
  });
  const { before, corrected, told, gallery, data, strangers } = started.result;
  const lasting = new LastingTurn(core, gate, started.turn);
  try {
    const options = given.resume ? given : { ...recipeFor(core.parts.network.trainable), ...given };
    const { weights, ...trained } = yield* trainThroughLosses(core, lasting, data, options);
    const adopt = async () => {
      lasting.check();
      throwIfAborted(signal, 'teach');
      const [after, correctedAfter] = await measured(core, weights, async () => [
        await galleryHistograms('teach', core.machine, gallery),
        await correction?.after(told),
      ]);
      if (trained.kept === 'after' || told !== core.told) core.remember();
      core.adopt(weights);
      if (trained.kept === 'after') core.strangers = strangers;
      core.told = told;
      const counts = { identities: gallery.identities().length, pictures: gallery.size };
      const report = { ...trained, ...counts, before, after };
      return corrected ? { report, corrected: { before: corrected.before, after: correctedAfter! } } : { report };
    };
    for (;;) {
      const { machine } = core;
      try {
        return await gate.ask('teach', adopt);
      } catch (error) {
        await lasting.survive(error, machine);
      }
    }
  } finally {
    lasting.end();
  }
}

/**
 * Trains a copy of the weights; the machine's own stay as they are. After a lost device it goes on from the last checkpoint, or from the
 * start before there is one.
 */
async function* trainThroughLosses(
  core: Core,
  lasting: LastingTurn,
  data: TrainingData,
  given: TrainOptions,
): AsyncGenerator<TeachProgress, Trained, void> {
  const { signal } = given;
  let options = given;
  for (;;) {
    const { machine, weights } = core;
    const training = train(machine.backend, machine.parameters.graph, weights, data, options);
    try {
      let next = await training.next();
      for (; !next.done; next = await training.next()) {
        const { checkpoint } = next.value;
        if (checkpoint) {
          options = { resume: checkpoint, ...(signal && { signal }) };
          lasting.renew();
        }
        yield next.value;
      }
      return next.value;
    } catch (error) {
      await lasting.survive(error, machine);
    } finally {
      // The caller may have left at the `yield`.
      await training.return(undefined as never);
    }
  }
}

/** Gives the machine the weights and measures them. If that fails the machine has its former weights again. */
async function measured<T>(core: Core, weights: Float32Array, measure: () => Promise<T>): Promise<T> {
  core.machine.setWeights(weights);
  try {
    return await measure();
  } catch (error) {
    core.machine.setWeights(core.weights);
    throw error;
  }
}
