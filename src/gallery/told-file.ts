import type { SafeTensor, Safetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import type { Gallery } from './gallery.js';
import { galleryFromTensors, galleryToTensors } from './snapshot.js';
import { Told, type ToldEntry } from './told.js';

const ENTRIES = 'told.entries';
const OWN = /^told\./;
const GALLERY = /^gallery\./;

/** What was told as tensors and metadata of a safetensors file: the pictures as a gallery is kept, under `told.`, and `told.entries` as JSON. */
export function toldToTensors({ entries, pictures }: Told): Safetensors {
  if (entries.length === 0) return { tensors: new Map(), metadata: new Map() };
  const { tensors, metadata } = galleryToTensors(pictures);
  const described = renamed(metadata, GALLERY, 'told.');
  return {
    tensors: renamed(tensors, GALLERY, 'told.'),
    metadata: new Map([...described, [ENTRIES, JSON.stringify(entries)]]),
  };
}

/**
 * What {@link toldToTensors} wrote beside the gallery.
 * @throws KinfoldError `save-invalid` if a part is missing or contradicts the gallery.
 */
export function toldFromTensors({ tensors, metadata }: Safetensors, gallery: Gallery): Told {
  const text = metadata.get(ENTRIES);
  if (text === undefined) return Told.nothing(gallery.width);
  const ours = new Map([...metadata].filter(([key]) => OWN.test(key)));
  const own = new Map<string, SafeTensor>([...tensors].filter(([name]) => OWN.test(name)));
  const pictures = galleryFromTensors({
    tensors: renamed(own, OWN, 'gallery.'),
    metadata: renamed(ours, OWN, 'gallery.'),
  });
  const names = new Set<unknown>(gallery.identities());
  const ids = new Set<unknown>(pictures.identities());
  const known = (side: ToldEntry['sides'][number]) =>
    'identity' in side ? names.has(side.identity) : ids.has(side.picture);
  try {
    const entries = JSON.parse(text) as ToldEntry[];
    const isSound = ({ kind, sides }: ToldEntry) =>
      (kind === 'same' || kind === 'different') && sides.length === 2 && sides.every(known);
    if (pictures.width === gallery.width && entries.every(isSound)) return new Told(entries, pictures);
  } catch (cause) {
    throw invalid(cause);
  }
  throw invalid();
}

function renamed<T>(map: ReadonlyMap<string, T>, from: RegExp, to: string): Map<string, T> {
  return new Map([...map].map(([name, value]) => [name.replace(from, to), value]));
}

function invalid(cause?: unknown): KinfoldError {
  const message = 'load: what was told does not fit the gallery; the file is damaged, load another copy';
  return new KinfoldError('save-invalid', message, cause === undefined ? {} : { cause });
}
