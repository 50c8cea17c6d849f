import type { Vector } from './twin.js';

interface Shape {
  rows: number;
  inputs: number;
  outputs: number;
}

/** y = x · weightᵀ + bias. x [rows, inputs], weight [outputs, inputs], bias [outputs], y [rows, outputs]. */
export function forward(
  { x, weight, bias, y }: { x: Vector; weight: Vector; bias: Vector; y: Vector },
  { rows, inputs, outputs }: Shape,
): void {
  for (let row = 0; row < rows; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = bias[output]!;
      for (let i = 0; i < inputs; i++) sum += x[row * inputs + i]! * weight[output * inputs + i]!;
      y[row * outputs + output] = sum;
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

/** d_weight += d_yᵀ · x. */
export function d_weight(
  { d_y, x, d_weight }: { d_y: Vector; x: Vector; d_weight: Vector },
  { rows, inputs, outputs }: Shape,
): void {
  for (let output = 0; output < outputs; output++) {
    const sums = new Float64Array(inputs);
    for (let row = 0; row < rows; row++) {
      const g = d_y[row * outputs + output]!;
      for (let i = 0; i < inputs; i++) sums[i]! += g * x[row * inputs + i]!;
    }
    for (let i = 0; i < inputs; i++) d_weight[output * inputs + i]! += sums[i]!;
  }
}

/** d_bias += Σ_rows d_y. */
export function d_bias(
  { d_y, d_bias }: { d_y: Vector; d_bias: Vector },
  { rows, outputs }: Pick<Shape, 'rows' | 'outputs'>,
): void {
  for (let output = 0; output < outputs; output++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += d_y[row * outputs + output]!;
    d_bias[output]! += sum;
  }
}
