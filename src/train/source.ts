import { createRandom, type Random, restoreRandom } from '../cpu/random.js';
import type { HardestNegatives } from '../metric/mining/hard-identities.js';
import { Bag } from '../metric/sampling/bag.js';
import { createSampler, type Sampler, type SamplerState } from '../metric/sampling/sampler.js';
import type { ToldPair, TrainingData } from './data.js';
import type { TrainSettings } from './settings.js';

/** A batch is filled up with strangers to as many rows, so that few people still meet many negatives. */
const FULL = 64;
/** Rows of strangers beside a batch that is full already. */
const LEAST_STRANGERS = 16;
/** Told pairs in a batch, and the rows of each: two pictures a side, so that each side has a positive. */
const MOST_TOLD = 4;
const TOLD_ROWS = 4;
/** Above every label of a picture. */
const STRANGER = 0x80000000;

/** What a batch is made of, and where: enrolled pictures, told pairs, strangers. */
export interface BatchShape {
  readonly rows: number;
  readonly told: number;
  readonly strangers: number;
}

export interface Batch {
  /** [rows] rows of the features, the strangers' behind those of the pictures. */
  readonly rows: Uint32Array;
  /** [rows] */
  readonly labels: Uint32Array;
  /** [strangers] places in the cohort. */
  readonly strangers: Uint32Array;
}

interface BagState {
  readonly random: readonly number[];
  readonly pending: readonly number[];
}

/** What is still to come; plain numbers, fit for JSON. */
export interface SourceState {
  readonly sampler: SamplerState;
  readonly viewing: readonly number[];
  readonly told: BagState;
  readonly cohort: BagState;
}

/** Rows of a batch: P·K pictures, then told pairs, then strangers, one picture of each. */
export function batchShape({ rows }: Pick<TrainSettings, 'rows'>, { told = [], cohort }: TrainingData): BatchShape {
  const toldRows = TOLD_ROWS * Math.min(told.length, MOST_TOLD);
  const known = new Set(cohort?.labels).size;
  const strangers = Math.min(known, Math.max(LEAST_STRANGERS, FULL - rows - toldRows));
  return { rows: rows + toldRows + strangers, told: toldRows, strangers };
}

/** Draws the batches of a training, one after another. */
export class BatchSource {
  readonly #sampler: Sampler;
  readonly #viewing: Random;
  readonly #views: number;
  readonly #told: readonly ToldPair[];
  readonly #toldBag: DrawnBag;
  readonly #strangers: readonly (readonly number[])[];
  readonly #cohortBag: DrawnBag;
  readonly #shape: BatchShape;

  constructor(
    settings: TrainSettings,
    readonly data: TrainingData,
    state?: SourceState,
  ) {
    const random = createRandom(settings.seed);
    this.#sampler = createSampler({ ...settings, labels: data.labels, random, state: state?.sampler });
    this.#viewing = state ? restoreRandom(state.viewing) : random.fork('views');
    this.#views = data.views ?? 1;
    this.#told = data.told ?? [];
    this.#strangers = placesOf(data.cohort?.labels ?? []);
    this.#toldBag = new DrawnBag(this.#told.length, random.fork('told'), state?.told);
    this.#cohortBag = new DrawnBag(this.#strangers.length, random.fork('cohort'), state?.cohort);
    this.#shape = batchShape(settings, data);
  }

  batch(): Batch {
    const { indices } = this.#sampler.batch();
    const told = this.#toldBag
      .draw(this.#shape.told / TOLD_ROWS)
      .flatMap((pair) => [this.#told[pair]!.a, this.#told[pair]!.b].flatMap((side) => this.#two(side)));
    const strangers = this.#cohortBag
      .draw(this.#shape.strangers)
      .map((stranger) => this.#cohortBag.one(this.#strangers[stranger]!));
    const pictures = [...indices, ...told];
    const { labels, cohort } = this.data;
    const firstStranger = labels.length * this.#views;
    return {
      rows: Uint32Array.from([...this.#inViews(pictures), ...strangers.map((place) => firstStranger + place)]),
      labels: Uint32Array.from([
        ...pictures.map((picture) => labels[picture]!),
        ...strangers.map((place) => STRANGER + cohort!.labels[place]!),
      ]),
      strangers: Uint32Array.from(strangers),
    };
  }

  /** From now on confused identities come in one batch, see `Sampler.mine`. */
  mine(hardest: HardestNegatives): void {
    this.#sampler.mine(hardest);
  }

  state(): SourceState {
    return {
      sampler: this.#sampler.state(),
      viewing: this.#viewing.state(),
      told: this.#toldBag.state(),
      cohort: this.#cohortBag.state(),
    };
  }

  /** Rows of the features: a view of each picture, and another one each time that the picture comes again, while there are others. */
  #inViews(pictures: readonly number[]): number[] {
    if (this.#views === 1) return [...pictures];
    const all = [...Array(this.#views).keys()];
    const left = new Map<number, number[]>();
    return pictures.map((picture) => {
      const views = left.get(picture) ?? all;
      const view = views[this.#viewing.integer(views.length)]!;
      left.set(picture, views.length > 1 ? views.filter((other) => other !== view) : all);
      return picture * this.#views + view;
    });
  }

  /** Two pictures of a side, different ones where there are two. */
  #two(side: readonly number[]): readonly [number, number] {
    const first = this.#toldBag.one(side);
    const others = side.filter((picture) => picture !== first);
    return [first, others.length > 0 ? this.#toldBag.one(others) : first];
  }
}

/** A bag with a stream of its own. */
class DrawnBag {
  readonly #bag: Bag;
  readonly #random: Random;

  constructor(count: number, random: Random, state: BagState | undefined) {
    this.#random = state ? restoreRandom(state.random) : random;
    this.#bag = new Bag([...Array(count).keys()], state?.pending);
  }

  draw(count: number): number[] {
    return count > 0 ? this.#bag.draw(count, this.#random) : [];
  }

  one(items: readonly number[]): number {
    return items[this.#random.integer(items.length)]!;
  }

  state(): BagState {
    return { random: this.#random.state(), pending: this.#bag.pending };
  }
}

/** The places of each label, in order of first appearance. */
function placesOf(labels: ArrayLike<number>): number[][] {
  const places = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const known = places.get(labels[i]!);
    if (known) known.push(i);
    else places.set(labels[i]!, [i]);
  }
  return [...places.values()];
}
