import { fromHex, toHex } from '../backbone/hex.js';
import type { SafeTensor, Safetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import { Gallery } from './gallery.js';

const FEATURES = 'gallery.features';
const VIEWS = 'gallery.views';
const LABELS = 'gallery.labels';
const PICTURES = 'gallery.pictures';
const IDENTITIES = 'gallery.identities';
const COUNTS = 'gallery.counts';
const HASH_BYTES = 32;

/**
 * The gallery as tensors and metadata of a safetensors file, beside which others may stand:
 * `gallery.features` F32 [N, width], `gallery.views` F32 [N, views, width] if there are views, `gallery.labels` U32 [N], `gallery.pictures` U8 [N, 32] (SHA-256), and as JSON in the metadata
 * `gallery.identities` (names) and `gallery.counts` (pictures of each).
 */
export function galleryToTensors(gallery: Gallery): Safetensors {
  const pictures = new Uint8Array(gallery.size * HASH_BYTES);
  gallery.entries().forEach(({ pictureId }, row) => {
    pictures.set(fromHex(pictureId), row * HASH_BYTES);
  });
  const views: [string, SafeTensor][] = [];
  if (gallery.views > 0) {
    const data = new Float32Array(gallery.size * gallery.views * gallery.width);
    gallery.entries().forEach((entry, row) => {
      data.set(entry.views!, row * gallery.views * gallery.width);
    });
    views.push([VIEWS, { dtype: 'F32', shape: [gallery.size, gallery.views, gallery.width], data }]);
  }
  return {
    tensors: new Map<string, SafeTensor>([
      ...views,
      [FEATURES, { dtype: 'F32', shape: [gallery.size, gallery.width], data: gallery.features() }],
      [LABELS, { dtype: 'U32', shape: [gallery.size], data: gallery.labels() }],
      [PICTURES, { dtype: 'U8', shape: [gallery.size, HASH_BYTES], data: pictures }],
    ]),
    metadata: new Map([
      [IDENTITIES, JSON.stringify(gallery.identities())],
      [COUNTS, JSON.stringify([...gallery.counts().values()])],
    ]),
  };
}

/**
 * The gallery that {@link galleryToTensors} wrote; other tensors and metadata are left alone.
 *
 * @throws `save-invalid` when a part is missing, of another type or shape, or contradicts the rest; its `cause` says what the gallery
 *   refused.
 */
export function galleryFromTensors(saved: Safetensors): Gallery {
  const features = saved.tensors.get(FEATURES);
  const labels = saved.tensors.get(LABELS);
  const pictures = saved.tensors.get(PICTURES);
  const [count, width] = features?.shape ?? [];
  if (features?.dtype !== 'F32' || features.shape.length !== 2 || count === undefined || !width) {
    throw invalid(`${FEATURES} is not F32 [N, width]`);
  }
  if (labels?.dtype !== 'U32' || String(labels.shape) !== String([count]))
    throw invalid(`${LABELS} is not U32 [${count}]`);
  if (pictures?.dtype !== 'U8' || String(pictures.shape) !== String([count, HASH_BYTES])) {
    throw invalid(`${PICTURES} is not U8 [${count}, ${HASH_BYTES}]`);
  }
  const views = viewsFrom(saved, count, width);
  const identities = jsonArray(saved, IDENTITIES);
  const counts = jsonArray(saved, COUNTS);

  const gallery = new Gallery(width);
  for (let row = 0; row < count; row++) {
    const identity = identities[labels.data[row]!];
    if (typeof identity !== 'string')
      throw invalid(`picture ${row} has label ${labels.data[row]}, which names no identity`);
    const pictureId = toHex(pictures.data.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES));
    let added: boolean;
    try {
      const own = features.data.subarray(row * width, (row + 1) * width);
      added = gallery.add({ identity, pictureId, features: own, ...views(row) });
    } catch (cause) {
      throw invalid(`picture ${row} cannot be enrolled`, cause);
    }
    if (!added) throw invalid(`picture ${row} stands there twice`);
  }
  // Names that were not normalised, not in order of their first picture, repeated or without a picture all show here.
  if (JSON.stringify(gallery.identities()) !== JSON.stringify(identities))
    throw invalid(`${IDENTITIES} do not fit ${LABELS}`);
  if (JSON.stringify([...gallery.counts().values()]) !== JSON.stringify(counts)) {
    throw invalid(`${COUNTS} do not fit ${LABELS}`);
  }
  return gallery;
}

/** The views of each picture by its row, if there are any. */
function viewsFrom(saved: Safetensors, count: number, width: number): (row: number) => { views?: Float32Array } {
  const views = saved.tensors.get(VIEWS);
  if (!views) return () => ({});
  const [rows, each, columns] = views.shape;
  if (views.dtype !== 'F32' || views.shape.length !== 3 || rows !== count || !each || columns !== width) {
    throw invalid(`${VIEWS} is not F32 [${count}, views, ${width}]`);
  }
  return (row) => ({ views: views.data.subarray(row * each * width, (row + 1) * each * width) });
}

function jsonArray(saved: Safetensors, key: string): readonly unknown[] {
  const text = saved.metadata.get(key);
  if (text === undefined) throw invalid(`${key} is missing`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid(`${key} is not JSON`, cause);
  }
  if (!Array.isArray(value)) throw invalid(`${key} is not a JSON array`);
  return value;
}

function invalid(problem: string, cause?: unknown): KinfoldError {
  const message = `gallery: the saved gallery is damaged: ${problem}; load another copy`;
  return new KinfoldError('save-invalid', message, cause === undefined ? {} : { cause });
}
