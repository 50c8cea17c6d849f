import { SMALLEST_SQUARE } from './l2_normalize.js';
import type { Vector } from './twin.js';

/** y = embeddings, but zeros where the row of features has no direction. */
export function forward(
  { x, embeddings, y }: Record<'x' | 'embeddings' | 'y', Vector>,
  { rows, input_width, output_width }: { rows: number; input_width: number; output_width: number },
): void {
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (const value of x.subarray(row * input_width, (row + 1) * input_width)) squares += value * value;
    // The bound is f32's: a sum that a GPU cannot hold is not finite for the twin either.
    const directed = Number.isFinite(Math.fround(squares)) && squares > SMALLEST_SQUARE;
    const [first, end] = [row * output_width, (row + 1) * output_width];
    if (directed) y.set(embeddings.subarray(first, end), first);
    else y.fill(0, first, end);
  }
}
