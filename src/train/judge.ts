import { squaredDistance, visitPairs } from '../metric/pairs.js';
import { type Separation, separation } from '../metric/separation.js';
import type { Pictures } from './data.js';
import type { Forward } from './forward.js';
import { chosen, firstViews, type Split } from './split.js';

/** Pictures that are compared with each other where none are held out: pairs are quadratic. */
const MOST_TAUGHT = 1000;

/** What weights get under which not every embedding is a unit vector: no others are worse. */
const WORST: Separation = { eer: 1, auc: 0, decidability: 0 };

/** How far the squared length of an embedding may be from 1. */
const UNIT_TOLERANCE = 1e-3;

/**
 * Says how good weights are: how far genuine and impostor distances stand apart between the held-out pictures and the taught ones, which
 * stand in for templates. Without held-out pictures, between the taught ones themselves; features are without noise in either case.
 */
export class Judge {
  /** The taught pictures in their first view. */
  readonly #taught: Pictures;
  readonly #heldOut: Pictures;

  constructor(
    readonly forward: Forward,
    { taught, heldOut }: Split,
  ) {
    this.#heldOut = heldOut;
    this.#taught = this.isHeldOut ? firstViews(taught) : firstPairs(firstViews(taught));
  }

  get isHeldOut(): boolean {
    return this.#heldOut.labels.length > 0;
  }

  /** Pictures that say how good the weights are. */
  get pictures(): number {
    return (this.isHeldOut ? this.#heldOut : this.#taught).labels.length;
  }

  async measure(weights: Float32Array): Promise<Separation> {
    const taught = await this.forward.embed(weights, this.#taught.features);
    const heldOut = await this.forward.embed(weights, this.#heldOut.features);
    const width = this.forward.parameters.graph.outputWidth;
    if (!areUnit(taught, width) || !areUnit(heldOut, width)) return WORST;
    const genuine: number[] = [];
    const impostor: number[] = [];
    const { labels } = this.#taught;
    if (!this.isHeldOut) {
      visitPairs(taught, labels.length, (i, j, d) => (labels[i] === labels[j] ? genuine : impostor).push(d));
    }
    for (const [i, label] of this.#heldOut.labels.entries()) {
      for (const [j, other] of labels.entries()) {
        (label === other ? genuine : impostor).push(squaredDistance(heldOut, i, taught, j, width));
      }
    }
    return separation(Float32Array.from(genuine), Float32Array.from(impostor));
  }
}

/** As many pictures as are compared, those of one identity together, so that pairs of one are among them. */
function firstPairs(pictures: Pictures): Pictures {
  const { labels } = pictures;
  if (labels.length <= MOST_TAUGHT) return pictures;
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const together = [...labels.keys()]
    .filter((row) => counts.get(labels[row]!)! > 1)
    .sort((a, b) => labels[a]! - labels[b]! || a - b);
  return chosen(pictures, together.slice(0, MOST_TAUGHT));
}

/** True if every row is a unit vector. */
export function areUnit(embeddings: Float32Array, width: number): boolean {
  for (let start = 0; start < embeddings.length; start += width) {
    let square = 0;
    for (let i = start; i < start + width; i++) square += embeddings[i]! * embeddings[i]!;
    if (!(Math.abs(square - 1) <= UNIT_TOLERANCE)) return false;
  }
  return true;
}
