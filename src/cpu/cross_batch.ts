import type { Vector } from './twin.js';

interface Shape {
  rows: number;
  width: number;
  capacity: number;
  kept: number;
  first: number;
}

/** Copies the first `kept` rows of the batch, and their labels, into the ring behind it, unless the step was skipped. */
export function remember(
  { control, embeddings, labels }: { control: Vector; embeddings: Vector; labels: Uint32Array },
  { rows, width, capacity, kept, first }: Shape,
): void {
  if (control[2] !== 0) return;
  for (let row = 0; row < kept; row++) {
    const place = rows + ((first + row) % capacity);
    embeddings.copyWithin(place * width, row * width, (row + 1) * width);
    labels[place] = labels[row]!;
  }
}
