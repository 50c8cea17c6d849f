import type { Vector } from './twin.js';

/** How a product ends, as its `Params` say it; the numbers of shaders/shared/activations.wgsl. */
export interface Epilogue {
  has_bias: number;
  activation: number;
  alpha: number;
  low: number;
  high: number;
}

/** What a value that is not above zero is multiplied by. */
function slopeBelow({ activation, alpha }: Pick<Epilogue, 'activation' | 'alpha'>, slope: Vector, n: number): number {
  return activation === 3 ? slope[n]! : alpha;
}

/** activation(sum + bias[n]). */
export function epilogue(sum: number, n: number, bias: Vector, slope: Vector, params: Epilogue): number {
  const z = params.has_bias ? sum + bias[n]! : sum;
  if (params.activation === 0) return z;
  if (params.activation === 2) return Math.min(Math.max(z, params.low), params.high);
  return z > 0 ? z : slopeBelow(params, slope, n) * z;
}

/** y = activation(z), channels along the last axis. */
export function forward(
  { z, slope, y }: Record<'z' | 'slope' | 'y', Vector>,
  params: Epilogue & { rows: number; width: number },
): void {
  const { rows, width } = params;
  for (let i = 0; i < rows * width; i++) y[i] = epilogue(z[i]!, i % width, slope, slope, params);
}

/** d_z = activation'(z) · d_y; sums[chunk, 0] = Σ d_z, sums[chunk, 1] = Σ z > 0 ? 0 : z · d_y. `y` is z for prelu. */
export function d_input(
  { d_y, y, slope, d_z, sums }: Record<'d_y' | 'y' | 'slope' | 'd_z' | 'sums', Vector>,
  params: Omit<Epilogue, 'has_bias'> & { rows: number; width: number; chunk: number },
): void {
  const { rows, width, chunk, activation, low, high } = params;
  for (let first = 0; first < rows; first += chunk) {
    const at = (first / chunk) * 2 * width;
    for (let channel = 0; channel < width; channel++) {
      let [bias, below] = [0, 0];
      for (let row = first; row < Math.min(first + chunk, rows); row++) {
        const i = row * width + channel;
        const value = y[i]!;
        const inside = activation === 2 ? value > low && value < high : value > 0;
        const factor = inside ? 1 : activation === 2 ? 0 : slopeBelow(params, slope, channel);
        d_z[i] = factor * d_y[i]!;
        bias += factor * d_y[i]!;
        below += Math.min(value, 0) * d_y[i]!;
      }
      sums[at + channel] = bias;
      sums[at + width + channel] = below;
    }
  }
}
