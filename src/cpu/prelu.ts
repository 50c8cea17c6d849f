import type { Vector } from './twin.js';

interface Shape {
  rows: number;
  width: number;
}

/** y = x > 0 ? x : slope · x. x [rows, width], slope [width], y [rows, width]. */
export function forward({ x, slope, y }: { x: Vector; slope: Vector; y: Vector }, { rows, width }: Shape): void {
  for (let row = 0; row < rows; row++) {
    for (let channel = 0; channel < width; channel++) {
      const value = x[row * width + channel]!;
      y[row * width + channel] = value > 0 ? value : slope[channel]! * value;
    }
  }
}

/** d_x = x > 0 ? d_y : slope · d_y. */
export function d_input(
  { d_y, x, slope, d_x }: { d_y: Vector; x: Vector; slope: Vector; d_x: Vector },
  { rows, width }: Shape,
): void {
  for (let row = 0; row < rows; row++) {
    for (let channel = 0; channel < width; channel++) {
      const i = row * width + channel;
      d_x[i] = x[i]! > 0 ? d_y[i]! : slope[channel]! * d_y[i]!;
    }
  }
}

/** d_slope += Σ_rows (x > 0 ? 0 : x · d_y); by chunks of rows if there is more than one, [chunks, width], overwritten. */
export function d_slope(
  { d_y, x, d_slope }: { d_y: Vector; x: Vector; d_slope: Vector },
  { rows, width, chunk }: Shape & { chunk: number },
): void {
  if (chunk < rows) d_slope.fill(0, 0, Math.ceil(rows / chunk) * width);
  for (let first = 0; first < rows; first += chunk) {
    const end = Math.min(first + chunk, rows) * width;
    for (let channel = 0; channel < width; channel++) {
      let sum = 0;
      for (let i = first * width + channel; i < end; i += width) sum += x[i]! > 0 ? 0 : x[i]! * d_y[i]!;
      d_slope[(first / chunk) * width + channel]! += sum;
    }
  }
}
