import type { Picture } from '../image/picture.js';

/** Pictures in one call of `embed`. */
const BATCH = 16;

/** Lists of at most `BATCH` pictures; one empty list if there are none, so that the engine refuses it. */
export function batches(pictures: readonly Picture[]): (readonly Picture[])[] {
  const count = Math.max(1, Math.ceil(pictures.length / BATCH));
  return Array.from({ length: count }, (_, batch) => pictures.slice(batch * BATCH, (batch + 1) * BATCH));
}
