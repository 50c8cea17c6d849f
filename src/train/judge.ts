import { identitySizes } from '../metric/comparisons/identity-sizes.js';
import { squaredDistance, UNIT_TOLERANCE, visitPairs } from '../metric/comparisons/pairs.js';
import { separation } from '../metric/evaluation/separation.js';
import type { Pictures, ToldPair } from './data.js';
import type { Forward } from './forward.js';
import type { Score } from './score.js';
import { chosen, firstViews, type Split } from './split.js';

/** Pictures that are compared with each other where none are held out: pairs are quadratic. */
const MOST_TAUGHT = 1000;

/** What weights get under which not every embedding is a unit vector: no others are worse. */
const WORST: Score = { eer: 1, auc: 0, decidability: 0, told: -4 };

/**
 * Says how good weights are: how far genuine and impostor distances stand apart between the held-out pictures and the taught ones, which
 * stand in for templates. Without held-out pictures, between the taught ones themselves; features are without noise in either case.
 */
export class Judge {
  /** The taught pictures in their first view. */
  readonly #taught: Pictures;
  readonly #heldOut: Pictures;
  readonly #all: Pictures;
  readonly #told: readonly ToldPair[];

  constructor(
    readonly forward: Forward,
    { taught, heldOut }: Split,
  ) {
    this.#heldOut = heldOut;
    this.#all = firstViews(taught);
    this.#told = taught.told ?? [];
    this.#taught = this.isHeldOut ? this.#all : firstPairs(this.#all);
  }

  get isHeldOut(): boolean {
    return this.#heldOut.labels.length > 0;
  }

  /** Pictures that say how good the weights are. */
  get pictures(): number {
    return (this.isHeldOut ? this.#heldOut : this.#taught).labels.length;
  }

  async measure(weights: Float32Array): Promise<Score> {
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
    const figures = separation(Float32Array.from(genuine), Float32Array.from(impostor));
    return { ...figures, told: await this.#measureTold(weights) };
  }

  async #measureTold(weights: Float32Array): Promise<number> {
    if (this.#told.length === 0) return 0;
    const { labels } = this.#all;
    const width = this.forward.parameters.graph.outputWidth;
    let sum = 0;
    for (const { a, b } of this.#told) {
      const embeddings = await this.forward.embed(weights, chosen(this.#all, [...a, ...b]).features);
      let nearest = Number.POSITIVE_INFINITY;
      for (const i of a.keys()) {
        for (const j of b.keys()) {
          nearest = Math.min(nearest, squaredDistance(embeddings, i, embeddings, a.length + j, width));
        }
      }
      sum += labels[a[0]!] === labels[b[0]!] ? -nearest : Math.min(nearest, 1);
    }
    return sum / this.#told.length;
  }
}

/** As many pictures as are compared, those of one identity together, so that pairs of one are among them. */
function firstPairs(pictures: Pictures): Pictures {
  const { labels } = pictures;
  if (labels.length <= MOST_TAUGHT) return pictures;
  const counts = identitySizes(labels);
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
