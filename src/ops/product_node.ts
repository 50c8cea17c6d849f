import type { Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { cutRows } from './chunks.js';
import * as fused from './fused_activation.js';
import { dBias } from './linear_bias.js';
import type { Attributes, BackwardCall, Direction, ForwardCall, Keeps, Mode } from './node.js';
import type { RowShape } from './shape.js';

/** What every node that is a product (linear, conv, depthwiseConv) does around its own kernels: bias and activation. */

/** Backward reads y only where it tells what the activation did. */
export function keeps(name: string, attributes: Attributes): Keeps {
  const activation = fused.activationOf(name, attributes);
  return { inputs: true, output: activation !== fused.noActivation && !fused.keepsZ(activation) };
}

/** Words a row that forward keeps of `size` outputs for backward: z, where y does not tell its sign. */
export function saved(
  name: string,
  attributes: Attributes,
  size: number,
  mode: Mode,
): Readonly<Record<string, number>> {
  return mode !== 'inference' && fused.keepsZ(fused.activationOf(name, attributes)) ? { z: size } : {};
}

/** Working memory of backward for an output [rows, width]; `weightWords`: that of the weight's gradient. */
export function scratch(
  name: string,
  direction: Direction,
  { rows, width }: RowShape,
  attributes: Attributes,
  weightWords: number,
): Readonly<Record<string, number>> {
  if (direction === 'forward') return {};
  const { chunks, words } = cutRows(rows, width);
  const hasActivation = fused.activationOf(name, attributes) !== fused.noActivation;
  return {
    ...(hasActivation && { d_z: rows * width, sums: chunks * 2 * width }),
    ...(!hasActivation && words > 0 && { sums: words }),
    ...(weightWords > 0 && { partials: weightWords }),
  };
}

/** Runs `product`, which ends with bias and activation; with the bias alone where backward wants what comes in between. */
export function forward(
  recorder: Recorder,
  { name, attributes, output, parameters: { bias, slope }, saved: { z } }: ForwardCall,
  shape: RowShape,
  product: (y: Slice, ending: fused.Ending) => void,
): void {
  const activation = fused.activationOf(name, attributes);
  if (!z) {
    product(output.slice, { bias, slope, activation });
    return;
  }
  product(z, { bias });
  fused.forward(recorder, { z, slope, y: output.slice }, shape, activation);
}

/** The gradient before the activation; adds the gradients of bias and slope on the way. */
export function backward(
  recorder: Recorder,
  { name, attributes, output, parameters: { slope }, saved, scratch, dOutput, dParameters }: BackwardCall,
  shape: RowShape,
): Slice {
  const activation = fused.activationOf(name, attributes);
  const { bias: d_bias, slope: d_slope } = dParameters;
  const { sums } = scratch;
  if (activation === fused.noActivation) {
    if (d_bias) dBias(recorder, { d_y: dOutput, d_bias, sums }, { rows: shape.rows, outputs: shape.width });
    return dOutput;
  }
  const d_z = scratch['d_z']!;
  fused.dInput(recorder, { d_y: dOutput, y: saved['z'] ?? output.slice, slope, d_z, sums: sums! }, shape, activation);
  fused.dParameters(recorder, { sums: sums!, d_bias: d_bias ?? null, d_slope: d_slope ?? null }, shape);
  return d_z;
}
