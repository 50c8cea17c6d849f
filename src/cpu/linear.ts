import { type Epilogue, epilogue } from './fused_activation.js';
import type { Vector } from './twin.js';

interface Shape {
  rows: number;
  inputs: number;
  outputs: number;
}

/** y = activation(x · weightᵀ + bias). x [rows, inputs], weight [outputs, inputs], bias and slope [outputs], y [rows, outputs]. */
export function forward(
  { x, weight, bias, slope, y }: Record<'x' | 'weight' | 'bias' | 'slope' | 'y', Vector>,
  params: Shape & Epilogue,
): void {
  const { rows, inputs, outputs } = params;
  for (let row = 0; row < rows; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += x[row * inputs + i]! * weight[output * inputs + i]!;
      y[row * outputs + output] = epilogue(sum, output, bias, slope, params);
    }
  }
}

/** d_x = d_y · weight. */
export function d_input(
  { d_y, weight, d_x }: { d_y: Vector; weight: Vector; d_x: Vector },
  { rows, inputs, outputs }: Shape,
): void {
  for (let row = 0; row < rows; row++) {
    const sums = new Float64Array(inputs);
    for (let output = 0; output < outputs; output++) {
      const g = d_y[row * outputs + output]!;
      for (let i = 0; i < inputs; i++) sums[i]! += g * weight[output * inputs + i]!;
    }
    d_x.set(sums, row * inputs);
  }
}

/** d_weight += d_yᵀ · x; by chunks of rows if there is more than one, [chunks, outputs, inputs], overwritten. */
export function d_weight(
  { d_y, x, d_weight }: { d_y: Vector; x: Vector; d_weight: Vector },
  { rows, inputs, outputs, chunk }: Shape & { chunk: number },
): void {
  const size = outputs * inputs;
  if (chunk < rows) d_weight.fill(0, 0, Math.ceil(rows / chunk) * size);
  for (let first = 0; first < rows; first += chunk) {
    const at = (first / chunk) * size;
    for (let output = 0; output < outputs; output++) {
      const sums = new Float64Array(inputs);
      for (let row = first; row < Math.min(first + chunk, rows); row++) {
        const g = d_y[row * outputs + output]!;
        for (let i = 0; i < inputs; i++) sums[i]! += g * x[row * inputs + i]!;
      }
      for (let i = 0; i < inputs; i++) d_weight[at + output * inputs + i]! += sums[i]!;
    }
  }
}

/** d_bias += Σ_rows d_y; by chunks of rows if there is more than one, [chunks, outputs], overwritten. */
export function d_bias(
  { d_y, d_bias }: { d_y: Vector; d_bias: Vector },
  { rows, outputs, chunk }: Pick<Shape, 'rows' | 'outputs'> & { chunk: number },
): void {
  if (chunk < rows) d_bias.fill(0, 0, Math.ceil(rows / chunk) * outputs);
  for (let first = 0; first < rows; first += chunk) {
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let row = first; row < Math.min(first + chunk, rows); row++) sum += d_y[row * outputs + output]!;
      d_bias[(first / chunk) * outputs + output]! += sum;
    }
  }
}
