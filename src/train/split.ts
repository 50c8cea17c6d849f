import { createRandom } from '../cpu/random.js';
import type { Pictures, TrainingData } from './data.js';

/** Pictures that every identity keeps to learn from. */
const KEPT = 2;
const LEAST = 2;
/** Each is compared with every taught picture at every measurement. */
const MOST = 200;

/** What is learned from, and what says whether that made anything better. */
export interface Split {
  readonly taught: TrainingData;
  /** In one view. Empty where there are too few pictures for a split. */
  readonly heldOut: Pictures;
}

/**
 * Holds pictures out: `share` of them, 2 to 200, in turns from every identity with three pictures or more, each of which keeps two. Pictures
 * of told pairs are learned from. The same labels and seed give the same split. Fewer than two are not worth a split.
 */
export function splitPictures(data: TrainingData, share: number, seed: number): Split {
  const drawn = share > 0 ? drawHeldOut(data, share, seed) : new Set<number>();
  const all = [...data.labels.keys()];
  const taught = all.filter((place) => !drawn.has(place));
  const newPlaces = new Map(taught.map((place, i) => [place, i]));
  const moved = (side: readonly number[]) => side.flatMap((place) => newPlaces.get(place) ?? []);
  const { told } = data;
  return {
    taught: {
      ...data,
      ...chosen(data, taught),
      ...(told && { told: told.map(({ a, b }) => ({ a: moved(a), b: moved(b) })) }),
    },
    heldOut: chosen(
      { ...data, ...firstViews(data) },
      [...drawn].sort((a, b) => a - b),
    ),
  };
}

function drawHeldOut({ labels, told = [] }: TrainingData, share: number, seed: number): Set<number> {
  const random = createRandom(seed).fork('held out');
  const places = new Map<number, number[]>();
  for (const [place, label] of labels.entries()) places.set(label, [...(places.get(label) ?? []), place]);
  // A side that is one picture alone would be empty without it.
  const needed = new Set(told.flatMap(({ a, b }) => [a, b]).flatMap((side) => (side.length === 1 ? side : [])));
  const spare = [...places.values()].map((own) => {
    const free = own.filter((place) => !needed.has(place));
    return random.shuffle(free).slice(0, Math.max(free.length - KEPT, 0));
  });
  const turns = random.shuffle(spare);
  const wanted = Math.min(Math.max(Math.round(share * labels.length), LEAST), MOST);
  const drawn = new Set<number>();
  for (let turn = 0; drawn.size < wanted && turns.some((own) => own.length > turn); turn++) {
    for (const own of turns) {
      const place = own[turn];
      if (place !== undefined && drawn.size < wanted) drawn.add(place);
    }
  }
  return drawn.size < LEAST ? new Set() : drawn;
}

/** The pictures in their first view. */
export function firstViews({ features, labels, views = 1 }: TrainingData): Pictures & { readonly views: 1 } {
  if (views === 1) return { features, labels, views: 1 };
  const each = features.length / labels.length;
  const width = each / views;
  const first = new Float32Array(labels.length * width);
  for (let picture = 0; picture < labels.length; picture++) {
    first.set(features.subarray(picture * each, picture * each + width), picture * width);
  }
  return { features: first, labels, views: 1 };
}

/** Some of the pictures, with all their views. */
export function chosen({ features, labels }: Pictures, places: readonly number[]): Pictures {
  const each = features.length / labels.length;
  const rows = new Float32Array(places.length * each);
  for (const [i, place] of places.entries()) rows.set(features.subarray(place * each, (place + 1) * each), i * each);
  return { features: rows, labels: Uint32Array.from(places, (place) => labels[place]!) };
}
