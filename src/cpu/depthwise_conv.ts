import { type Epilogue, epilogue } from './fused_activation.js';
import type { Vector } from './twin.js';
import { eachUnder, outputPixels, sumByChunks, type Window } from './window.js';

/** The input channel of an output channel. */
const channelOf = (output: number, { inputs, outputs }: Window) => Math.floor(output / (outputs / inputs));

/** y[p, o] = activation(bias[o] + Σ_tap x[p under tap, c] · weight[tap, o]), c = o / (outputs / inputs). */
export function forward(
  { x, weight, bias, slope, y }: Record<'x' | 'weight' | 'bias' | 'slope' | 'y', Vector>,
  params: Window & Epilogue,
): void {
  const { inputs, outputs } = params;
  for (let pixel = 0; pixel < outputPixels(params); pixel++) {
    const sums = new Float64Array(outputs);
    eachUnder(params, pixel, (tap, from) => {
      for (let o = 0; o < outputs; o++) {
        sums[o]! += x[from * inputs + channelOf(o, params)]! * weight[tap * outputs + o]!;
      }
    });
    for (let o = 0; o < outputs; o++) y[pixel * outputs + o] = epilogue(sums[o]!, o, bias, slope, params);
  }
}

/** d_x[q, c] = Σ_tap Σ_(o of c) d_y[p with q under tap, o] · weight[tap, o]. */
export function d_input({ d_y, weight, d_x }: Record<'d_y' | 'weight' | 'd_x', Vector>, params: Window): void {
  const { rows, height, width, inputs, outputs } = params;
  const sums = new Float64Array(rows * height * width * inputs);
  for (let pixel = 0; pixel < outputPixels(params); pixel++) {
    eachUnder(params, pixel, (tap, from) => {
      for (let o = 0; o < outputs; o++) {
        sums[from * inputs + channelOf(o, params)]! += d_y[pixel * outputs + o]! * weight[tap * outputs + o]!;
      }
    });
  }
  d_x.set(sums);
}

/** d_weight[tap, o] += Σ_p d_y[p, o] · x[p under tap, c]; by chunks of lines if there is more than one. */
export function d_weight(
  { d_y, x, d_weight }: Record<'d_y' | 'x' | 'd_weight', Vector>,
  params: Window & { chunk: number },
): void {
  const { kernel_height, kernel_width, inputs, outputs } = params;
  sumByChunks(params, kernel_height * kernel_width * outputs, d_weight, (pixel, sums) => {
    eachUnder(params, pixel, (tap, from) => {
      for (let o = 0; o < outputs; o++) {
        sums[tap * outputs + o]! += d_y[pixel * outputs + o]! * x[from * inputs + channelOf(o, params)]!;
      }
    });
  });
}
