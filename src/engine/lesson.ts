import { shapeMismatch } from '../errors.js';
import type { Gallery } from '../gallery/gallery.js';
import { keyOf, type Told, type ToldSide } from '../gallery/told.js';
import type { TrainingData } from '../train/data.js';
import { decodeCohort } from './cohort.js';
import type { Core } from './core.js';
import { type TaughtStrangers, withCohort } from './taught-strangers.js';

/** What a teach learns from, and the strangers that weights were taught with which come of it. */
export interface Lesson {
  /** The gallery, the told pairs with their pictures, the strangers of a cohort file. */
  readonly data: TrainingData;
  readonly strangers: TaughtStrangers;
}

export async function lessonOf(core: Core, told: Told, cohort: Uint8Array | undefined): Promise<Lesson> {
  const { gallery, start, owner } = core;
  const pictures = picturesWith(gallery, told.enrolledIn(gallery));
  if (!cohort) return { data: pictures, strangers: core.strangers };
  const strangers = await decodeCohort(cohort, owner, gallery.width);
  const { features, labels } = strangers;
  return {
    data: { ...pictures, cohort: { features, labels, original: start } },
    strangers: withCohort(core.strangers, strangers),
  };
}

/** The enrolled pictures and behind them those that something was told of, with one label for whatever is the same. */
function picturesWith(gallery: Gallery, told: Told): TrainingData {
  const { entries, pictures } = told;
  const views = 1 + gallery.views;
  if (entries.length === 0) return { features: gallery.featuresWithViews(), labels: gallery.labels(), views };
  if (pictures.size > 0 && pictures.views !== gallery.views) {
    throw shapeMismatch(
      'teach: the views of the pictures that something was told of',
      [pictures.views],
      [gallery.views],
      'open the engine with the augment and the views of the pictures that are there',
    );
  }
  const features = new Float32Array((gallery.size + pictures.size) * views * gallery.width);
  features.set(gallery.featuresWithViews());
  features.set(pictures.featuresWithViews(), gallery.size * views * gallery.width);
  const sides: ToldSide[] = [
    ...gallery.entries().map(({ identity }) => ({ identity })),
    ...pictures.identities().map((picture) => ({ picture })),
  ];
  const same = told.groups();
  const numbers = new Map<string, number>();
  const labels = Uint32Array.from(sides, (side) => {
    const group = same.find(keyOf(side));
    if (!numbers.has(group)) numbers.set(group, numbers.size);
    return numbers.get(group)!;
  });
  const places = (side: ToldSide) => sides.flatMap((other, place) => (keyOf(other) === keyOf(side) ? place : []));
  return {
    features,
    labels,
    views,
    told: entries.map((entry) => ({ a: places(entry.sides[0]), b: places(entry.sides[1]) })),
  };
}
