import { createRandom, type Random } from '../cpu/random.js';
import { KinfoldError, throwIfAborted } from '../errors.js';
import type { Gallery } from '../gallery/gallery.js';
import type { GroupedDistances } from '../metric/calibration/grouped.js';
import { squaredDistance } from '../metric/comparisons/pairs.js';
import type { Cohort } from './cohort.js';
import type { Machine } from './machine.js';
import { checkUntaught, type TaughtStrangers } from './taught-strangers.js';

/** Squared distances that a calibration goes by, by the person whose picture is looked at. */
export interface Comparisons {
  /** Of each identity with two pictures: from each picture to the nearest other one. */
  readonly genuine: GroupedDistances;
  /** Of each stranger: from each picture to each enrolled identity that it is said to be. */
  readonly verify: GroupedDistances;
  /** Of each stranger: from each picture to the nearest enrolled identity. */
  readonly identify: GroupedDistances;
  /** Of each stranger: the same distances of the picture that comes nearest, in `verify` to each identity that it is said to be. */
  readonly nearest: { readonly verify: GroupedDistances; readonly identify: GroupedDistances };
  /** Of each identity: from each picture to the other identities. Empty with one identity. */
  readonly enrolled: GroupedDistances;
}

/** Identities that a person is said to be. Of more as many are drawn, always the same. */
const MOST_CLAIMS = 64;

/** Enrolled pictures that are looked at. Of more as many are drawn, always the same. */
const MOST_PICTURES = 2000;

/** Pictures of the cohort between two looks at the signal. */
const CHUNK = 64;

/**
 * Compares a cohort with the gallery under the present weights.
 * @param strangers those that the weights were taught with.
 * @throws KinfoldError `argument-invalid` if a picture of the cohort is enrolled or was taught with, `aborted`.
 */
export async function compareCohort(
  machine: Machine,
  { gallery, strangers }: { readonly gallery: Gallery; readonly strangers: TaughtStrangers },
  cohort: Cohort,
  signal?: AbortSignal,
): Promise<Comparisons> {
  checkStrangers(gallery, cohort);
  checkUntaught(strangers, cohort);
  const templates = await machine.templates(gallery);
  const labels = gallery.labels();
  const identities = gallery.identities().length;
  const width = templates.length / labels.length;
  const featureWidth = cohort.features.length / cohort.labels.length;

  /** From a row to each identity; `skip` is a template that is left out. */
  const nearest = (rows: Float32Array, row: number, skip = -1): Float32Array => {
    const distances = new Float32Array(identities).fill(Number.POSITIVE_INFINITY);
    for (const [template, label] of labels.entries()) {
      if (template === skip) continue;
      distances[label] = Math.min(distances[label]!, squaredDistance(rows, row, templates, template, width));
    }
    return distances;
  };

  const random = createRandom(0);
  const claimed = Array.from({ length: cohort.identities }, () => drawn(identities, MOST_CLAIMS, random));
  const closest = claimed.map((claims) => new Float32Array(claims.length).fill(Number.POSITIVE_INFINITY));
  const [verify, identify] = [new Groups(cohort.identities), new Groups(cohort.identities)];
  for (let start = 0; start < cohort.labels.length; start += CHUNK) {
    throwIfAborted(signal, 'calibrate');
    const end = Math.min(start + CHUNK, cohort.labels.length);
    const rows = await machine.embedder.fromFeatures(
      cohort.features.subarray(start * featureWidth, end * featureWidth),
    );
    for (let picture = start; picture < end; picture++) {
      const person = cohort.labels[picture]!;
      const distances = nearest(rows, picture - start);
      const claims = claimed[person]!.map((identity) => distances[identity]!);
      verify.add(person, claims);
      identify.add(person, [least(distances)]);
      for (const [claim, distance] of claims.entries()) {
        closest[person]![claim] = Math.min(closest[person]![claim]!, distance);
      }
    }
  }

  const [genuine, enrolled] = [new Groups(identities), new Groups(identities)];
  for (const picture of drawn(labels.length, MOST_PICTURES, random)) {
    throwIfAborted(signal, 'calibrate');
    const own = labels[picture]!;
    const distances = nearest(templates, picture, picture);
    if (Number.isFinite(distances[own])) genuine.add(own, [distances[own]!]);
    const others = distances.filter((_, label) => label !== own);
    enrolled.add(
      own,
      drawn(others.length, MOST_CLAIMS, random).map((other) => others[other]!),
    );
  }
  return {
    genuine: genuine.lists(),
    verify: verify.lists(),
    identify: identify.lists(),
    nearest: { verify: closest, identify: identify.lists().map((distances) => Float32Array.of(least(distances))) },
    enrolled: enrolled.lists(),
  };
}

function checkStrangers(gallery: Gallery, { pictureIds }: Cohort): void {
  const enrolled = new Map(gallery.entries().map(({ pictureId, identity }) => [pictureId, identity]));
  const known = pictureIds.filter((id) => enrolled.has(id));
  if (known.length === 0) return;
  throw new KinfoldError(
    'argument-invalid',
    `calibrate: ${known.length} pictures of the cohort are enrolled, one of them as "${enrolled.get(known[0]!)}"; make a cohort of people who are not`,
  );
}

/** The numbers below `count`, or `most` of them. */
function drawn(count: number, most: number, random: Random): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  return count <= most ? all : random.shuffle(all).slice(0, most);
}

const least = (distances: Float32Array) => distances.reduce((a, b) => Math.min(a, b));

/** Lists of distances, one for each of `count` people. */
class Groups {
  readonly #lists: number[][];

  constructor(count: number) {
    this.#lists = Array.from({ length: count }, () => []);
  }

  add(person: number, distances: Iterable<number>): void {
    this.#lists[person]!.push(...distances);
  }

  /** Without people who have none. */
  lists(): Float32Array[] {
    return this.#lists.filter(({ length }) => length > 0).map((list) => Float32Array.from(list));
  }
}
