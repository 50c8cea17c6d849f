import type { ResolvedGraph } from '../encoder/graph.js';
import { Parameters } from '../encoder/parameters.js';
import { KinfoldError } from '../errors.js';
import type { Target } from '../gpu/backend.js';
import { type Command, Recorder } from '../gpu/recorder.js';
import { type BufferSpec, bufferSpec, type Slice, tensor, WORD, whole } from '../gpu/tensor.js';
import type { Loss } from '../metric/objective/loss.js';
import { type ObjectivePlan, planObjective } from '../metric/objective/objective.js';
import { STATS_STRIDE } from '../metric/objective/stats.js';
import type { Distance } from '../ops/distances.js';
import * as distillation from '../ops/distillation.js';
import * as gradNorm from '../ops/grad_norm.js';
import type { Miner } from '../ops/mining.js';
import type { Reducer } from '../ops/reducer.js';
import { type Average, createAverage } from './average.js';
import { type BatchPlan, planBatch } from './batch.js';
import { type CrossBatch, planCrossBatch } from './cross-batch.js';
import { createOptimiser, type Optimiser, type OptimiserOptions } from './optimiser.js';

export interface StepOptions {
  /** Pictures in a batch, P·K. */
  readonly rows: number;
  /** Pictures in the feature bank, N. */
  readonly bankRows: number;
  readonly margin: number;
  /** Default `squaredL2`. */
  readonly distance?: Distance;
  /** Undefined: every triplet or pair. */
  readonly miner: Miner | undefined;
  /** Default `hinge`. */
  readonly loss?: Loss;
  /** Default false. */
  readonly swap?: boolean;
  readonly reducer: Reducer;
  readonly maxGradientNorm: number;
  readonly optimiser: OptimiserOptions;
  /** Records of the statistics buffer; step s writes record s mod slots. */
  readonly slots: number;
  /** Bytes that all buffers of the step may take together. */
  readonly memory: number;
  /** Make activations once more for backward instead of keeping all. */
  readonly recompute: boolean;
  /** The last rows of a batch that are to stay near targets, and how many targets there are; default: none. */
  readonly targeted?: { readonly rows: number; readonly targets: number; readonly weight: number } | undefined;
  /** Decay of the moving average of the weights; default 0: none is kept. */
  readonly averaging?: number;
  /** Embeddings of earlier batches that a batch is compared with too; default 0. */
  readonly crossBatch?: number;
}

/** One training step as a command list: what `run` submits as one command buffer. Pure arithmetic. */
export interface StepPlan {
  readonly parameters: Parameters;
  readonly batch: BatchPlan;
  /** Parts in which the batch goes through the encoder. */
  readonly pieces: number;
  readonly objective: ObjectivePlan;
  readonly optimiser: Optimiser;
  /** Embeddings to stay near, [targets, width]; undefined without any. */
  readonly targets: Slice | undefined;
  readonly average: Average | undefined;
  readonly crossBatch: CrossBatch | undefined;
  /** Statistics, [slots, STATS_STRIDE]. */
  readonly stats: Slice;
  readonly commands: readonly Command[];
  readonly buffers: readonly BufferSpec[];
  /** Bytes of all buffers together, which is the peak: they live as long as the plan. */
  readonly bytes: number;
}

/**
 * Plans a step in as few pieces as fit into the memory and into the bindings of the target; in a single one if a node takes
 * statistics of the batch. A feature bank that no binding holds stays on the host, which then sends the features of each batch.
 * @throws KinfoldError `limit-exceeded`, before anything is allocated, if not even single pictures fit, or not the whole batch
 *   that a node must see.
 */
export function planStep(graph: ResolvedGraph, options: StepOptions, target: Target): StepPlan {
  const { memory, rows } = options;
  const binding = target.limits.maxStorageBufferBindingSize;
  const onDevice = options.bankRows * graph.inputWidth * WORD <= binding;
  const bankRows = onDevice ? options.bankRows : 0;
  const parameters = new Parameters(graph);
  const undivided = graph.nodes.find(({ definition, attributes }) => definition.wholeBatch?.(attributes));
  for (let pieces = 1; ; pieces = Math.min(2 * pieces, rows)) {
    const { buffers, activations, record } = planPieces(parameters, { ...options, bankRows }, pieces);
    const bytes = buffers.reduce((sum, { length }) => sum + length * WORD, 0);
    const largest = activations.reduce((a, b) => (b.length > a.length ? b : a));
    if (bytes <= memory && largest.length * WORD <= binding) {
      const plan = record(target);
      return { ...plan, parameters, pieces: plan.batch.indices.length, buffers, bytes };
    }
    if (pieces < rows && !undivided) continue;
    const [least, cure] = undivided
      ? [
          `with all ${rows} pictures at once, of which ${undivided.name} takes statistics`,
          'take smaller batches, allow more memory, or use norms that need no batch (layerNorm, frozen statistics)',
        ]
      : ['even with one picture at a time', 'train fewer layers or allow more memory'];
    throw new KinfoldError(
      'limit-exceeded',
      `training step: it takes ${bytes} bytes ${least}, the largest buffer ${largest.length * WORD} (${largest.label}); expected at most ${memory} and ${binding} a buffer; ${cure}`,
    );
  }
}

function planPieces(parameters: Parameters, options: StepOptions, pieces: number) {
  const { rows, recompute, bankRows } = options;
  const count = parameters.learningLength;
  const gradients = bufferSpec('gradients', count);
  const width = parameters.graph.outputWidth;
  const kept = options.targeted;
  const batch = planBatch(parameters, gradients, { rows, pieces, bankRows, recompute, targeted: kept?.rows ?? 0 });
  const optimiser = createOptimiser(options.optimiser, parameters);

  const average = options.averaging ? createAverage(parameters, options.averaging) : undefined;
  const targets = kept && tensor('target embeddings', kept.targets * width);
  const capacity = options.crossBatch ?? 0;
  const objective = planObjective({ ...options, columns: rows + capacity, width });
  const crossBatch = objective.candidates && planCrossBatch({ rows, width, capacity }, objective.candidates);
  const stats = tensor('statistics', options.slots * STATS_STRIDE);
  const partials = tensor('norm partials', gradNorm.partialsLength(count));
  const control = tensor('control', gradNorm.CONTROL_LENGTH);
  const { embeddings, dEmbeddings, labels } = batch;
  const gradient = whole(gradients);

  const record = (target: Target) => {
    const recorder = new Recorder(target);
    recorder.clear(gradient);
    batch.recordForward(recorder);
    crossBatch?.recordLabels(recorder, labels);
    objective.record(recorder, { embeddings, labels: crossBatch?.labels ?? labels, dEmbeddings, stats });
    if (kept && targets) {
      const buffers = { embeddings, targets, indices: batch.targets, d_embeddings: dEmbeddings };
      const shape = { first: rows - kept.rows, width, count: kept.targets, rows: kept.rows, weight: kept.weight };
      distillation.dEmbeddings(recorder, buffers, shape);
    }
    batch.recordBackward(recorder);
    gradNorm.forward(
      recorder,
      { gradient, partials, control, stats },
      { count, maxNorm: options.maxGradientNorm, slot: 0 },
    );
    optimiser.record(recorder, { gradient, control });
    average?.record(recorder, control);
    crossBatch?.record(recorder, control);
    return { batch, objective, optimiser, targets, average, crossBatch, stats, commands: recorder.commands };
  };
  const kin = [...(targets ? [targets] : []), ...(crossBatch ? [crossBatch.labels] : [])];
  const own = [stats, partials, control, ...kin].map(({ buffer }) => buffer);
  const vectors = [parameters.buffer, gradients, ...optimiser.moments, ...(average ? [average.buffer] : [])];
  const buffers = [...vectors, ...objective.buffers, ...own, ...batch.buffers];
  return { buffers, activations: batch.buffers, record };
}
