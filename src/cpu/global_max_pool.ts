import type { Vector } from './twin.js';

/** y = the largest pixel, places = which one it is; ties: the lowest. x [outer, count, channels], y and places [outer, channels]. */
export function forward(
  { x, y, places }: Record<'x' | 'y' | 'places', Vector>,
  { outer, count, channels }: { outer: number; count: number; channels: number },
): void {
  for (let to = 0; to < outer * channels; to++) {
    const first = Math.floor(to / channels) * count * channels + (to % channels);
    let best = 0;
    for (let pixel = 1; pixel < count; pixel++) {
      if (x[first + pixel * channels]! > x[first + best * channels]!) best = pixel;
    }
    y[to] = x[first + best * channels]!;
    places[to] = best;
  }
}
