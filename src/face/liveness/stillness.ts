import type { Pixels } from '../../image/picture.js';

/** Mean difference of two crops, in levels of 255, that a sensor's noise always exceeds: less is the same picture once more. */
const SAME = 0.5;
/** Least correlation of two crops that show the same face. */
const ALIKE = 0.3;
/** Side of the grid of means in which crops are compared. */
const GRID = 14;

/** How a crop differs from the one before: 'same', the very picture; 'moved', as a face does from frame to frame; 'other', too much for one face. */
export type CropChange = 'same' | 'moved' | 'other';

/** Compares the aligned crops of a face in two frames. Crops of another size are another face's. */
export function cropChange(before: Pixels, now: Pixels): CropChange {
  if (before.width !== now.width || before.height !== now.height) return 'other';
  if (meanDifference(before, now) <= SAME) return 'same';
  return correlation(grid(before), grid(now)) >= ALIKE ? 'moved' : 'other';
}

function meanDifference(a: Pixels, b: Pixels): number {
  let sum = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    for (let channel = 0; channel < 3; channel++) sum += Math.abs(a.data[at + channel]! - b.data[at + channel]!);
  }
  return sum / ((a.data.length / 4) * 3);
}

/** Means of brightness over a grid of cells. */
function grid({ width, height, data }: Pixels): Float64Array {
  const cells = new Float64Array(GRID * GRID);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      const cell = Math.floor((y * GRID) / height) * GRID + Math.floor((x * GRID) / width);
      cells[cell]! += data[at]! + data[at + 1]! + data[at + 2]!;
    }
  }
  return cells;
}

/** Pearson's, −1..1; 0 for a picture without contrast. */
function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [p, q] = [mean(a), mean(b)];
  let [products, first, second] = [0, 0, 0];
  for (let cell = 0; cell < a.length; cell++) {
    products += (a[cell]! - p) * (b[cell]! - q);
    first += (a[cell]! - p) ** 2;
    second += (b[cell]! - q) ** 2;
  }
  return first > 0 && second > 0 ? products / Math.sqrt(first * second) : 0;
}
