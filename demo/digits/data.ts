import { createRandom } from 'kinfold/core';

/** Pixels along each side of a picture. */
export const SIDE = 28;
const PIXELS = SIDE * SIDE;

/** Handwritten digits: pixels in [0, 1], [N, 28 · 28], 0 for paper; labels [N], which digit each is. */
export interface Digits {
  readonly features: Float32Array;
  readonly labels: Uint32Array;
}

/** From the form in which the page fetches them: a byte a label, then a byte a pixel. */
export function unpackDigits(bytes: Uint8Array): Digits {
  const count = bytes.length / (PIXELS + 1);
  if (!Number.isInteger(count) || count === 0)
    throw new Error(`The digits are ${bytes.length} bytes, which is no whole number of pictures.`);
  return {
    labels: Uint32Array.from(bytes.subarray(0, count)),
    features: Float32Array.from(bytes.subarray(count), (byte) => byte / 255),
  };
}

/** Digits to learn from, and `unseen` others that are kept away from training. The same split for the same seed. */
export function splitDigits(digits: Digits, unseen: number, seed = 0): { training: Digits; unseen: Digits } {
  const order = createRandom(seed).shuffle([...digits.labels.keys()]);
  return { training: pick(digits, order.slice(unseen)), unseen: pick(digits, order.slice(0, unseen)) };
}

function pick({ features, labels }: Digits, rows: readonly number[]): Digits {
  const picked = {
    features: new Float32Array(rows.length * PIXELS),
    labels: Uint32Array.from(rows, (row) => labels[row]!),
  };
  for (const [i, row] of rows.entries()) {
    picked.features.set(features.subarray(row * PIXELS, (row + 1) * PIXELS), i * PIXELS);
  }
  return picked;
}
