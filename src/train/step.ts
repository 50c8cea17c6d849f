import type { ResolvedGraph } from '../encoder/graph.js';
import { Parameters } from '../encoder/parameters.js';
import { type EncoderPlan, planEncoder } from '../encoder/plan.js';
import type { Target } from '../gpu/backend.js';
import { type Command, Recorder } from '../gpu/recorder.js';
import { aligned, type BufferSpec, bufferSpec, type Slice, tensor, whole } from '../gpu/tensor.js';
import { STATS_STRIDE } from '../metric/stats.js';
import * as distances from '../ops/distances.js';
import * as gather from '../ops/gather.js';
import * as gradNorm from '../ops/grad_norm.js';
import * as hinge from '../ops/hinge.js';
import * as mining from '../ops/mining.js';
import { createOptimiser, type Optimiser, type OptimiserOptions } from './optimiser.js';

export interface StepOptions {
  /** Pictures in a batch, P·K. */
  readonly rows: number;
  /** Pictures in the feature bank, N. */
  readonly bankRows: number;
  readonly margin: number;
  readonly miner: mining.Miner;
  readonly reducer: hinge.Reducer;
  readonly maxGradientNorm: number;
  readonly optimiser: OptimiserOptions;
  /** Records of the statistics buffer; step s writes record s mod slots. */
  readonly slots: number;
}

/** One training step as a command list: what `run` submits as one command buffer. Pure arithmetic. */
export interface StepPlan {
  readonly parameters: Parameters;
  readonly encoder: EncoderPlan;
  readonly optimiser: Optimiser;
  /** Features of all pictures, [pictures, width]. */
  readonly bank: Slice;
  /** Rows of the bank that make up the batch, then from `labels.offset` on their labels: one write a step. */
  readonly batch: BufferSpec;
  readonly indices: Slice;
  readonly labels: Slice;
  /** Statistics, [slots, STATS_STRIDE]. */
  readonly stats: Slice;
  readonly commands: readonly Command[];
  readonly buffers: readonly BufferSpec[];
}

export function planStep(graph: ResolvedGraph, options: StepOptions, target: Target): StepPlan {
  const { rows, margin, miner, reducer } = options;
  const parameters = new Parameters(graph);
  const count = parameters.layout.length;
  const gradients = bufferSpec('gradients', count);
  const encoder = planEncoder(parameters, { rows, gradients });
  const optimiser = createOptimiser(options.optimiser, count);

  const width = graph.outputWidth;
  const bank = tensor('feature bank', options.bankRows * graph.inputWidth);
  const batch = bufferSpec('batch', 2 * aligned(rows), 'u32');
  const indices = { buffer: batch, offset: 0, length: rows };
  const labels = { buffer: batch, offset: aligned(rows), length: rows };
  const pairs = tensor('distances', rows * rows);
  const dPairs = tensor('d distances', rows * rows);
  const negatives = tensor('negatives', rows * rows, 'u32');
  const rowSums = tensor('row sums', hinge.rowSumsLength(rows));
  const scale = tensor('loss scale', 1);
  const stats = tensor('statistics', options.slots * STATS_STRIDE);
  const partials = tensor('norm partials', gradNorm.partialsLength(count));
  const control = tensor('control', gradNorm.CONTROL_LENGTH);
  const [gradient, embeddings, dEmbeddings] = [whole(gradients), encoder.output, encoder.dOutput];

  const recorder = new Recorder(target);
  recorder.clear(gradient);
  gather.forward(
    recorder,
    { bank, indices, y: encoder.input },
    { rows, width: graph.inputWidth, count: options.bankRows },
  );
  encoder.recordForward(recorder);
  distances.forward(recorder, { embeddings, distances: pairs }, { rows, width });
  mining.forward(recorder, miner, { distances: pairs, labels, negatives }, { rows, margin });
  hinge.forward(recorder, { distances: pairs, negatives, row_sums: rowSums }, { rows, margin });
  hinge.reduce(recorder, { row_sums: rowSums, stats, scale }, { rows, reducer });
  hinge.dDistances(recorder, { distances: pairs, negatives, scale, d_distances: dPairs }, { rows, margin });
  distances.dEmbeddings(recorder, { embeddings, d_distances: dPairs, d_embeddings: dEmbeddings }, { rows, width });
  encoder.recordBackward(recorder);
  gradNorm.forward(
    recorder,
    { gradient, partials, control, stats },
    { count, maxNorm: options.maxGradientNorm, slot: 0 },
  );
  optimiser.record(recorder, { gradient, control, parameters: whole(parameters.buffer) });

  const own = [bank, pairs, dPairs, negatives, rowSums, scale, stats, partials, control].map(({ buffer }) => buffer);
  const buffers = [parameters.buffer, gradients, ...optimiser.moments, batch, ...own, ...encoder.buffers];
  return { parameters, encoder, optimiser, bank, batch, indices, labels, stats, commands: recorder.commands, buffers };
}
