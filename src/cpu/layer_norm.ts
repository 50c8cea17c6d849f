import type { Vector } from './twin.js';

interface Shape {
  rows: number;
  width: number;
}

/** y = (x − mean) · rstd · weight + bias by row; leaves mean and rstd [rows]. */
export function forward(
  { x, weight, bias, y, mean, rstd }: Record<'x' | 'weight' | 'bias' | 'y' | 'mean' | 'rstd', Vector>,
  { rows, width, epsilon }: Shape & { epsilon: number },
): void {
  for (let row = 0; row < rows; row++) {
    const values = x.subarray(row * width, (row + 1) * width);
    let sum = 0;
    for (const value of values) sum += value;
    const centre = sum / width;
    let squares = 0;
    for (const value of values) squares += (value - centre) ** 2;
    const scale = 1 / Math.sqrt(squares / width + epsilon);
    for (let i = 0; i < width; i++) y[row * width + i] = (values[i]! - centre) * scale * weight[i]! + bias[i]!;
    mean[row] = centre;
    rstd[row] = scale;
  }
}

/** d_x = rstd · (g − mean(g) − x̂ · mean(g · x̂)) with g = d_y · weight and x̂ = (x − mean) · rstd. */
export function d_input(
  { d_y, x, weight, mean, rstd, d_x }: Record<'d_y' | 'x' | 'weight' | 'mean' | 'rstd' | 'd_x', Vector>,
  { rows, width }: Shape,
): void {
  for (let row = 0; row < rows; row++) {
    const normalised = (i: number) => (x[row * width + i]! - mean[row]!) * rstd[row]!;
    const g = (i: number) => d_y[row * width + i]! * weight[i]!;
    let sum = 0;
    let along = 0;
    for (let i = 0; i < width; i++) {
      sum += g(i);
      along += g(i) * normalised(i);
    }
    for (let i = 0; i < width; i++) {
      d_x[row * width + i] = rstd[row]! * (g(i) - sum / width - (normalised(i) * along) / width);
    }
  }
}

/** d_weight += Σ_rows d_y · (x − mean) · rstd; by chunks of rows if there is more than one, [chunks, width], overwritten. */
export function d_weight(
  { d_y, x, mean, rstd, d_weight }: Record<'d_y' | 'x' | 'mean' | 'rstd' | 'd_weight', Vector>,
  { rows, width, chunk }: Shape & { chunk: number },
): void {
  if (chunk < rows) d_weight.fill(0, 0, Math.ceil(rows / chunk) * width);
  for (let first = 0; first < rows; first += chunk) {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let row = first; row < Math.min(first + chunk, rows); row++) {
        const i = row * width + column;
        sum += d_y[i]! * (x[i]! - mean[row]!) * rstd[row]!;
      }
      d_weight[(first / chunk) * width + column]! += sum;
    }
  }
}
