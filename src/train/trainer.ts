import { createRandom } from '../cpu/random.js';
import type { ResolvedGraph } from '../encoder/graph.js';
import { KinfoldError, throwIfAborted } from '../errors.js';
import type { Backend, Program } from '../gpu/backend.js';
import type { Dispatch } from '../gpu/recorder.js';
import { whole } from '../gpu/tensor.js';
import { createSampler, type Sampler } from '../metric/sampler.js';
import { decodeStats, type StepStats } from '../metric/stats.js';
import { resolveTeachOptions, type TeachOptions, type TeachProgress } from './options.js';
import { planStep, type StepPlan } from './step.js';

/** What is learned from: features [N, width] and the identity of each picture. */
export interface TrainingData {
  readonly features: Float32Array;
  readonly labels: Uint32Array;
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
  const plan = planStep(graph, { ...settings, bankRows: data.labels.length, slots: every }, backend);
  backend.allocate(plan.buffers);
  let program: Program | undefined;
  try {
    backend.write(plan.bank, data.features);
    backend.write(whole(plan.parameters.buffer), start);
    program = await backend.compile('training step', plan.commands);
    const run: Run = {
      backend,
      plan,
      program,
      sampler,
      every,
      noiseSeed: random.fork('noise').uint32(),
      slotted: dispatchesWith('slot', plan),
      seeded: dispatchesWith('seed', plan),
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
  readonly sampler: Sampler;
  readonly every: number;
  readonly noiseSeed: number;
  /** Dispatches that write a record of the statistics. */
  readonly slotted: readonly Dispatch[];
  /** Dispatches that draw noise. */
  readonly seeded: readonly Dispatch[];
}

function dispatchesWith(param: string, { commands }: StepPlan): Dispatch[] {
  return commands.filter((command) => command.type === 'dispatch').filter(({ kernel }) => param in kernel.params);
}

/** Sends the batch and whatever changes from step to step. */
function prepare({ backend, plan, program, sampler, every, noiseSeed, slotted, seeded }: Run, step: number): void {
  const { indices, labels } = sampler.batch();
  const batch = new Uint32Array(plan.batch.length);
  batch.set(indices, plan.indices.offset);
  batch.set(labels, plan.labels.offset);
  backend.write(whole(plan.batch), batch);
  for (const dispatch of slotted) program.setParams(dispatch, { slot: slotOf(step, every) });
  for (const dispatch of seeded) program.setParams(dispatch, { seed: noiseSeed, step });
  plan.optimiser.prepare(program, step);
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
