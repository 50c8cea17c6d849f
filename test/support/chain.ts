import * as distancesTwin from '../../src/cpu/distances.js';
import * as l2NormalizeTwin from '../../src/cpu/l2_normalize.js';
import * as linearTwin from '../../src/cpu/linear.js';
import * as tripletTwin from '../../src/cpu/triplet.js';
import type { Recorder } from '../../src/gpu/recorder.js';
import type { Slice } from '../../src/gpu/tensor.js';
import * as distances from '../../src/ops/distances.js';
import * as l2Normalize from '../../src/ops/l2_normalize.js';
import * as linear from '../../src/ops/linear.js';
import * as mining from '../../src/ops/mining.js';
import { type Reducer, reducers } from '../../src/ops/reducer.js';
import * as triplet from '../../src/ops/triplet.js';
import { numbers } from './random.js';

/** Features of four identities, four pictures each, through a linear head to the loss and back. */
const [rows, inputs, width] = [16, 7, 5];
export const margin = 0.3;

const single = (values: Float64Array) => Float64Array.from(Float32Array.from(values));
// Pictures scatter around their identity so far that some triplets are active and some are not.
const centres = numbers(11, 4 * inputs);
const scatter = numbers(12, rows * inputs, -0.45, 0.45);
const x = single(scatter.map((s, at) => s + centres[Math.floor(at / inputs / 4) * inputs + (at % inputs)]!));

/** What the chain is differentiated for, exact in f32. */
export const variables = {
  x,
  weight: single(numbers(13, width * inputs)),
  bias: single(numbers(14, width, -0.1, 0.1)),
};
export type Variables = typeof variables;

export const tensors = {
  x: { data: variables.x },
  weight: { data: variables.weight },
  bias: { data: variables.bias },
  labels: { type: 'u32', data: Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / 4)) },
  y: { length: rows * width },
  embeddings: { length: rows * width },
  inverse_norm: { length: rows },
  distances: { length: rows * rows },
  negatives: { type: 'u32', length: rows * rows },
  row_sums: { length: triplet.rowSumsLength(rows) },
  stats: { length: 8 },
  scale: { length: rows },
  d_distances: { length: rows * rows },
  d_embeddings: { length: rows * width },
  d_y: { length: rows * width },
  d_x: { length: rows * inputs },
  d_weight: { data: new Float64Array(width * inputs) },
  d_bias: { data: new Float64Array(width) },
} as const;

/** Forward and backward of the whole chain, as a training step records it. */
export function chain(miner: mining.Miner, reducer: Reducer) {
  return (recorder: Recorder, s: Record<keyof typeof tensors, Slice>) => {
    const head = { rows, inputs, outputs: width };
    linear.forward(recorder, s, head);
    l2Normalize.forward(recorder, { ...s, x: s.y, y: s.embeddings }, { rows, width });
    distances.forward(recorder, 'squaredL2', s, { rows, width });
    mining.forward(recorder, miner, s, { rows, margin, width, distance: 'squaredL2' });
    triplet.forward(recorder, s, { rows, margin });
    triplet.reduce(recorder, s, { rows, reducer });
    triplet.dDistances(recorder, s, { rows, margin });
    distances.dEmbeddings(recorder, 'squaredL2', s, { rows, width });
    l2Normalize.dInput(recorder, { ...s, d_y: s.d_embeddings, y: s.embeddings, d_x: s.d_y }, { rows, width });
    linear.dInput(recorder, s, head);
    linear.dWeight(recorder, s, head);
    linear.dBias(recorder, s, head);
  };
}

/** The loss in f64 with the mined triplets held constant. */
export function lossOf({ x, weight, bias }: Variables, negatives: Uint32Array, reducer: Reducer): number {
  const y = new Float64Array(rows * width);
  const embeddings = new Float64Array(rows * width);
  const squared = new Float64Array(rows * rows);
  const row_sums = new Float64Array(triplet.rowSumsLength(rows));
  const stats = new Float64Array(8);
  const ending = { has_bias: 1, activation: 0, alpha: 0, low: 0, high: 0 };
  linearTwin.forward({ x, weight, bias, slope: bias, y }, { rows, inputs, outputs: width, ...ending });
  l2NormalizeTwin.forward({ x: y, y: embeddings, inverse_norm: new Float64Array(rows) }, { rows, width });
  distancesTwin.forward({ embeddings, distances: squared }, { rows, columns: rows, width, root: 0 });
  const mined = { distances: squared, labels: tensors.labels.data, negatives };
  tripletTwin.forward({ ...mined, row_sums }, { rows, columns: rows, margin, soft: 0, swap: 0 });
  const settings = { rows, slot: 0, reducer: reducers.indexOf(reducer) };
  tripletTwin.reduce({ row_sums, stats, scale: new Float64Array(rows) }, settings);
  return stats[0]!;
}

/** How far the nearest hinge is from its kink. */
export function distanceToKink(squared: ArrayLike<number>, negatives: ArrayLike<number>): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < rows * rows; at++) {
    if (negatives[at] === mining.NONE) continue;
    const negative = squared[Math.floor(at / rows) * rows + negatives[at]!]!;
    nearest = Math.min(nearest, Math.abs(squared[at]! - negative + margin));
  }
  return nearest;
}
