import { KinfoldError } from '../errors.js';
import { decideIdentify, decideVerify } from '../gallery/decide.js';
import { type Gallery, normaliseIdentity } from '../gallery/gallery.js';
import { pairHistograms } from './histograms.js';
import type { Machine } from './machine.js';
import type { Identification, PairHistograms, Verification } from './types.js';

/** Throws `gallery-empty`. */
export function throwIfEmpty(subject: string, gallery: Gallery): void {
  if (gallery.size > 0) return;
  throw new KinfoldError('gallery-empty', `${subject}: nobody is enrolled; enrol at least one identity first`);
}

/** The name as it is enrolled. Throws `gallery-empty`, `identity-unknown`. */
export function enrolledName(subject: string, gallery: Gallery, identity: string): string {
  throwIfEmpty(subject, gallery);
  const name = normaliseIdentity(identity);
  if (gallery.has(name)) return name;
  throw new KinfoldError(
    'identity-unknown',
    `${subject}: "${name}" is not enrolled; enrol it first or check the spelling`,
  );
}

/** Is the probe, a unit vector, the identity of this name? */
export async function verifyProbe(
  machine: Machine,
  gallery: Gallery,
  identity: string,
  probe: Float32Array,
  threshold: number,
): Promise<Verification> {
  const matcher = await machine.matcher(gallery);
  return { identity, ...decideVerify({ distance: matcher.distanceTo(probe, identity), threshold }) };
}

/** Who is the probe, a unit vector, if anyone? */
export async function identifyProbe(
  machine: Machine,
  gallery: Gallery,
  probe: Float32Array,
  threshold: number,
): Promise<Identification> {
  const candidates = await (await machine.matcher(gallery)).rank(probe);
  const { identity, distance } = decideIdentify({ ranked: candidates, threshold });
  return { identity, distance, threshold, candidates };
}

/** How far the enrolled pictures are from each other. Throws `gallery-empty`. */
export async function galleryHistograms(subject: string, machine: Machine, gallery: Gallery): Promise<PairHistograms> {
  throwIfEmpty(subject, gallery);
  return pairHistograms(await machine.templates(gallery), gallery.labels());
}
