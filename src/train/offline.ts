import type { HardestNegatives } from '../metric/mining/hard-identities.js';
import { hardestPairs } from '../metric/mining/hardest.js';
import type { Pictures, TrainingData } from './data.js';
import type { Forward } from './forward.js';
import { areUnit } from './judge.js';
import type { TrainSettings } from './settings.js';
import { firstViews } from './split.js';

/** Looks between epochs for the hardest negatives across everything that is learned from, not in a batch alone. */
export class OfflineMiner {
  readonly #pictures: Pictures;

  constructor(
    readonly forward: Forward,
    taught: TrainingData,
    readonly signal: AbortSignal | undefined,
  ) {
    this.#pictures = firstViews(taught);
  }

  /** Undefined where the weights do not make a unit vector of every picture. */
  async mine(weights: Float32Array): Promise<HardestNegatives | undefined> {
    const { forward, signal } = this;
    const { features, labels } = this.#pictures;
    const embeddings = await forward.embed(weights, features);
    if (!areUnit(embeddings, forward.parameters.graph.outputWidth)) return undefined;
    return hardestPairs(forward.backend, embeddings, labels, { signal });
  }
}

/** Steps of an epoch: those that show as many pictures as there are, and as many as are in flight at least. */
export function epochOf({ rows, every }: Pick<TrainSettings, 'rows' | 'every'>, pictures: number): number {
  return Math.max(Math.ceil(pictures / rows), every);
}
