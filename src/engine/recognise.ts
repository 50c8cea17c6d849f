import { KinfoldError } from '../errors.js';
import { decideIdentify, decideVerify } from '../gallery/decide.js';
import type { Gallery } from '../gallery/gallery.js';
import { normaliseIdentity } from '../gallery/identity.js';
import { WORD } from '../gpu/tensor.js';
import { pairHistograms } from './histograms.js';
import type { Machine } from './machine.js';
import { distanceTo } from './matcher.js';
import type { Identification, PairHistograms, Verification } from './types.js';

/** Throws `gallery-empty`. */
export function throwIfEmpty(subject: string, gallery: Gallery): void {
  if (gallery.size > 0) return;
  throw new KinfoldError('gallery-empty', `${subject}: nobody is enrolled; enrol at least one identity first`);
}

/** Throws `limit-exceeded` if the gallery's templates do not fit into one binding of the device. */
export function throwIfTooMany({ backend, parameters }: Machine, gallery: Gallery): void {
  const bytes = gallery.size * parameters.graph.outputWidth * WORD;
  const most = backend.limits.maxStorageBufferBindingSize;
  if (bytes <= most) return;
  const fits = Math.floor(most / (parameters.graph.outputWidth * WORD));
  throw new KinfoldError(
    'limit-exceeded',
    `enrol: the gallery would hold ${gallery.size} pictures, but the device matches at most ${fits}; remove some`,
  );
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
  const distance = distanceTo(probe, gallery, await machine.templates(gallery), identity);
  return { identity, ...decideVerify({ distance, threshold }) };
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
