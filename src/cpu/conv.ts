import { type Epilogue, epilogue } from './fused_activation.js';
import type { Vector } from './twin.js';
import { eachUnder, outputPixels, sumByChunks, type Window } from './window.js';

/** Calls `visit` for every input channel i of every output channel's group, with its place in x and in weight. */
function eachChannel(
  { kernel_height, kernel_width, inputs, outputs, groups }: Window,
  tap: number,
  visit: (output: number, channel: number, at: number) => void,
): void {
  const depth = inputs / groups;
  for (let output = 0; output < outputs; output++) {
    const first = Math.floor(output / (outputs / groups)) * depth;
    const at = (output * kernel_height * kernel_width + tap) * depth;
    for (let i = 0; i < depth; i++) visit(output, first + i, at + i);
  }
}

/** y[p, o] = activation(bias[o] + Σ_tap Σ_i x[p under tap, i] · weight[o, tap, i]). */
export function forward(
  { x, weight, bias, slope, y }: Record<'x' | 'weight' | 'bias' | 'slope' | 'y', Vector>,
  params: Window & Epilogue,
): void {
  const { inputs, outputs } = params;
  for (let pixel = 0; pixel < outputPixels(params); pixel++) {
    const sums = new Float64Array(outputs);
    eachUnder(params, pixel, (tap, from) => {
      eachChannel(params, tap, (output, channel, at) => {
        sums[output]! += x[from * inputs + channel]! * weight[at]!;
      });
    });
    for (let o = 0; o < outputs; o++) y[pixel * outputs + o] = epilogue(sums[o]!, o, bias, slope, params);
  }
}

/** d_x[q, i] = Σ_tap Σ_o d_y[p with q under tap, o] · weight[o, tap, i]. */
export function d_input({ d_y, weight, d_x }: Record<'d_y' | 'weight' | 'd_x', Vector>, params: Window): void {
  const { rows, height, width, inputs, outputs } = params;
  const sums = new Float64Array(rows * height * width * inputs);
  for (let pixel = 0; pixel < outputPixels(params); pixel++) {
    eachUnder(params, pixel, (tap, from) => {
      eachChannel(params, tap, (output, channel, at) => {
        sums[from * inputs + channel]! += d_y[pixel * outputs + output]! * weight[at]!;
      });
    });
  }
  d_x.set(sums);
}

/** d_weight[o, tap, i] += Σ_p d_y[p, o] · x[p under tap, i]; by chunks of lines if there is more than one. */
export function d_weight(
  { d_y, x, d_weight }: Record<'d_y' | 'x' | 'd_weight', Vector>,
  params: Window & { chunk: number },
): void {
  const { kernel_height, kernel_width, inputs, outputs, groups } = params;
  const size = (outputs * kernel_height * kernel_width * inputs) / groups;
  sumByChunks(params, size, d_weight, (pixel, sums) => {
    eachUnder(params, pixel, (tap, from) => {
      eachChannel(params, tap, (output, channel, at) => {
        sums[at]! += d_y[pixel * outputs + output]! * x[from * inputs + channel]!;
      });
    });
  });
}
