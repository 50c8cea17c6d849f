import { createRandom, type Random } from '../cpu/random.js';
import type { ResolvedGraph } from '../encoder/graph.js';
import { KinfoldError, throwIfAborted } from '../errors.js';
import type { Backend, Program } from '../gpu/backend.js';
import type { Dispatch } from '../gpu/recorder.js';
import { whole } from '../gpu/tensor.js';
import { createSampler, type Sampler } from '../metric/sampler.js';
import { decodeStats, type StepStats } from '../metric/stats.js';
import type { TeachOptions, TeachProgress } from './options.js';
import { rateFactor } from './schedule.js';
import { resolveTeachOptions, type TeachSettings } from './settings.js';
import { planStep, type StepPlan } from './step.js';

/** What is learned from: the features of each picture in one view or several, [N · views, width], and its identity, [N]. */
export interface TrainingData {
  readonly features: Float32Array;
  readonly labels: Uint32Array;
  /** Augmented views of a picture, next to each other in `features`; a batch draws one of them. Default 1. */
  readonly views?: number;
}

/** Mean squared distance between the pictures of a batch below which nothing can be told apart any more. */
const COLLAPSED = 1e-4;

/**
 * Trains from `start` and returns the weights after the last step; `start` is left alone. Yields the statistics of every
 * step, a few steps late. Whatever ends it early (an error, an abort, `return`), the device's memory is given back.
 *
 * @throws KinfoldError `one-identity`, `single-picture`, `argument-invalid`, `diverged`, `collapsed`, `aborted`, `device-lost`.
 */
export async function* train(
  backend: Backend,
  graph: ResolvedGraph,
  start: Float32Array,
  data: TrainingData,
  options: TeachOptions,
): AsyncGenerator<TeachProgress, Float32Array, void> {
  const settings = resolveTeachOptions(options, data.labels);
  const { steps, every, signal } = settings;
  const random = createRandom(settings.seed);
  const sampler = createSampler({ ...settings, labels: data.labels, random });
  const views = data.views ?? 1;
  const plan = planStep(graph, { ...settings, bankRows: data.labels.length * views, slots: every }, backend);
  backend.allocate(plan.buffers);
  let program: Program | undefined;
  try {
    if (plan.batch.bank) backend.write(plan.batch.bank, data.features);
    backend.write(whole(plan.parameters.buffer), start);
    program = await backend.compile('training step', plan.commands);
    const run: Run = {
      backend,
      plan,
      program,
      settings,
      features: data.features,
      views,
      sampler,
      viewing: random.fork('views'),
      every,
      noiseSeed: random.fork('noise').uint32(),
      miningSeed: random.fork('mining').uint32(),
      slotted: plan.commands.filter(
        (command) => command.type === 'dispatch' && 'slot' in command.kernel.params,
      ) as Dispatch[],
    };
    for (let first = 1; first <= steps; first += every) {
      const last = Math.min(first + every - 1, steps);
      for (let step = first; step < last; step++) {
        prepare(run, step);
        program.run();
      }
      prepare(run, last);
      const records = await program.runAndRead(plan.stats);
      for (let step = first; step <= last; step++) {
        throwIfAborted(signal, 'teach');
        yield progressOf(decodeStats(records, slotOf(step, every)), step, steps);
      }
    }
    throwIfAborted(signal, 'teach');
    const weights = Float32Array.from(await backend.read(whole(plan.parameters.buffer)));
    if (!weights.every(Number.isFinite)) {
      throw new KinfoldError('diverged', 'teach: the trained weights are not finite; lower the learning rate');
    }
    return weights;
  } finally {
    program?.release();
    backend.free(plan.buffers);
  }
}

interface Run {
  readonly backend: Backend;
  readonly plan: StepPlan;
  readonly program: Program;
  readonly settings: TeachSettings;
  readonly features: Float32Array;
  readonly views: number;
  readonly sampler: Sampler;
  /** Which view of each picture comes next. */
  readonly viewing: Random;
  readonly every: number;
  readonly noiseSeed: number;
  readonly miningSeed: number;
  /** Dispatches that write a record of the statistics. */
  readonly slotted: readonly Dispatch[];
}

/** Sends the batch and whatever changes from step to step. */
function prepare(run: Run, step: number): void {
  const { plan, program, sampler, views, viewing, every, noiseSeed, miningSeed, slotted } = run;
  const { indices, labels } = sampler.batch();
  const rows = indices.map((picture) => picture * views + (views > 1 ? viewing.integer(views) : 0));
  sendBatch(run, rows, labels);
  for (const dispatch of slotted) program.setParams(dispatch, { slot: slotOf(step, every) });
  // Every piece of a batch draws other numbers.
  for (const [dispatch, piece] of plan.batch.drawing) {
    program.setParams(dispatch, { seed: (noiseSeed + Math.imul(piece, 0x9e3779b9)) >>> 0, step });
  }
  plan.objective.prepare(program, { seed: miningSeed, step });
  plan.optimiser.prepare(program, step, rateFactor(run.settings, step));
}

/** `rows` are places in the features. */
function sendBatch(
  { backend, plan: { batch, parameters }, features }: Run,
  rows: Uint32Array,
  labels: Uint32Array,
): void {
  const words = new Uint32Array(batch.batch.length).fill(0xffffffff);
  const pieceRows = batch.encoder.rows;
  for (const [piece, { offset }] of batch.indices.entries()) {
    words.set(rows.subarray(piece * pieceRows, (piece + 1) * pieceRows), offset);
  }
  words.set(labels, batch.labels.offset);
  backend.write(whole(batch.batch), words);
  const width = parameters.graph.inputWidth;
  for (const [piece, slice] of batch.sent.entries()) {
    const sent = new Float32Array(slice.length);
    for (const [i, row] of rows.subarray(piece * pieceRows, (piece + 1) * pieceRows).entries()) {
      sent.set(features.subarray(row * width, (row + 1) * width), i * width);
    }
    backend.write(slice, sent);
  }
}

function slotOf(step: number, every: number): number {
  return (step - 1) % every;
}

function progressOf(stats: StepStats, step: number, steps: number): TeachProgress {
  if (stats.skipped || !Number.isFinite(stats.loss)) {
    throw new KinfoldError(
      'diverged',
      `teach: the gradient of step ${step} is not finite, so the step was not taken; lower the learning rate (the weights are those from before)`,
    );
  }
  const { loss, triplets, activeFraction, gradNorm, meanPositive, meanNegative, spread } = stats;
  if (spread < COLLAPSED) {
    throw new KinfoldError(
      'collapsed',
      `teach: at step ${step} all embeddings are one (mean squared distance ${spread}); use a smaller learning rate or semi-hard mining (the weights are those from before)`,
    );
  }
  return { step, steps, loss, activeFraction, triplets, gradientNorm: gradNorm, meanPositive, meanNegative, spread };
}
