import type { Vector } from './twin.js';

/** y = Σ pixels / count. x [outer, count, channels], y [outer, channels]. */
export function forward(
  { x, y }: Record<'x' | 'y', Vector>,
  { outer, count, channels }: { outer: number; count: number; channels: number },
): void {
  for (let to = 0; to < outer * channels; to++) {
    const first = Math.floor(to / channels) * count * channels + (to % channels);
    let sum = 0;
    for (let pixel = 0; pixel < count; pixel++) sum += x[first + pixel * channels]!;
    y[to] = sum / count;
  }
}
