import type { Vector } from './twin.js';

/** Leaves the whole sum of squares, and how many values are not finite, in the first partial; zeros in the others. */
export function partial(
  { gradient, partials }: { gradient: Vector; partials: Vector },
  { count }: { count: number },
): void {
  let squares = 0;
  let wild = 0;
  for (let i = 0; i < count; i++) {
    if (Number.isFinite(gradient[i]!)) squares += gradient[i]! ** 2;
    else wild++;
  }
  partials.fill(0);
  partials[0] = squares;
  partials[1] = wild;
}

/** control = [norm, scale, skipped], and norm and skipped into the record at `slot` of the statistics. */
export function finish(
  { partials, control, stats }: { partials: Vector; control: Vector; stats: Vector },
  { groups, max_norm, slot }: { groups: number; max_norm: number; slot: number },
): void {
  let squares = 0;
  let wild = 0;
  for (let i = 0; i < groups; i++) {
    squares += partials[2 * i]!;
    wild += partials[2 * i + 1]!;
  }
  // The bound is f32's: a sum that a GPU cannot hold is not finite for the twin either.
  const skipped = wild > 0 || !Number.isFinite(Math.fround(squares));
  const norm = skipped ? 0 : Math.sqrt(squares);
  const scale = max_norm > 0 ? Math.min(1, max_norm / Math.max(norm, 1e-12)) : 1;
  control.set([norm, skipped ? 0 : scale, skipped ? 1 : 0]);
  stats[slot * 8 + 5] = norm;
  stats[slot * 8 + 6] = skipped ? 1 : 0;
}
