import { numbers } from './random.js';

const NONE = 0xffffffff;

/** Unit rows of ±1/√width: exact squares where the width is a power of 4, and full of ties and duplicates. */
export function tiedRows(seed: number, rows: number, width: number): Float32Array {
  const side = 1 / Math.sqrt(width);
  return Float32Array.from(numbers(seed, rows * width), (draw) => (draw < 0 ? -side : side));
}

export function drawnLabels(seed: number, rows: number, classes: number): Uint32Array {
  return Uint32Array.from(numbers(seed, rows, 0, classes), Math.floor);
}

/** By definition, in f64: row `i` against every other row, or against those before `last`. */
export function hardestOf(
  i: number,
  rows: ArrayLike<number>,
  width: number,
  labels: ArrayLike<number>,
  last = labels.length,
) {
  const found = { negative: NONE, negativeDistance: Infinity, positive: NONE, positiveDistance: -Infinity };
  for (let j = 0; j < last; j++) {
    let distance = 0;
    for (let k = 0; k < width; k++) distance += (rows[i * width + k]! - rows[j * width + k]!) ** 2;
    if (labels[j] !== labels[i] && distance < found.negativeDistance) {
      found.negative = j;
      found.negativeDistance = distance;
    } else if (labels[j] === labels[i] && j !== i && distance > found.positiveDistance) {
      found.positive = j;
      found.positiveDistance = distance;
    }
  }
  return found;
}
