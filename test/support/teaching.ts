import { createRandom } from '../../src/cpu/random.js';
import { resolveGraph } from '../../src/encoder/graph.js';
import { residualHead } from '../../src/encoder/heads.js';
import { Parameters } from '../../src/encoder/parameters.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { TrainingData } from '../../src/train/data.js';
import type { TeachProgress, TrainOptions } from '../../src/train/options.js';
import { train } from '../../src/train/trainer.js';
import type { Trained } from '../../src/train/training.js';

/** Width of the features of these trainings. */
export const WIDTH = 12;

/** The engine's head, small. */
export const head = resolveGraph(residualHead({ width: WIDTH, hidden: 8, noise: 0.04 }));
export const startOf = (seed = 3) => new Parameters(head).initialise(createRandom(seed));

export interface Ended {
  readonly progress: readonly TeachProgress[];
  readonly trained: Trained;
}

/** Trains the head to the end. */
export async function trainHead(
  backend: Backend,
  data: TrainingData,
  options: TrainOptions,
  start = startOf(),
): Promise<Ended> {
  const progress: TeachProgress[] = [];
  const training = train(backend, head, start, data, options);
  let next = await training.next();
  for (; !next.done; next = await training.next()) progress.push(next.value);
  return { progress, trained: next.value };
}

/** The last checkpoint of a training that is killed when it reports step `last`; none before the first one. */
export async function killedAt(
  backend: Backend,
  data: TrainingData,
  options: TrainOptions,
  last: number,
): Promise<Uint8Array | undefined> {
  let checkpoint: Uint8Array | undefined;
  for await (const progress of train(backend, head, startOf(), data, options)) {
    checkpoint = progress.checkpoint ?? checkpoint;
    if (progress.step === last) break;
  }
  return checkpoint;
}
