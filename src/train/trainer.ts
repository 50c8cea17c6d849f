import type { ResolvedGraph } from '../encoder/graph.js';
import { KinfoldError } from '../errors.js';
import type { Backend } from '../gpu/backend.js';
import { checkData, dataSha256, decodeCheckpoint, resumedOptions } from './checkpoint.js';
import { newCourse, resumedCourse } from './course.js';
import type { TrainingData } from './data.js';
import { Forward } from './forward.js';
import { Judge } from './judge.js';
import { OfflineMiner } from './offline.js';
import type { TeachProgress, TrainOptions } from './options.js';
import { Run } from './run.js';
import { SafePoints } from './safe-points.js';
import { resolveTrainOptions } from './settings.js';
import { splitPictures } from './split.js';
import { type Trained, Training } from './training.js';

/**
 * Trains from `start`, which is left alone. Yields the statistics of every step, a few steps late. It is safe to press: a step whose
 * gradient is not finite changes nothing; a training that collapses or diverges goes back to a checkpoint with half the rates, five
 * times at most; and if the data say what to judge on, the weights that come out are the best that were measured, and the former ones
 * unless some were better. Whatever ends it early (an error, an abort, `return`), the device's memory is given back.
 *
 * @throws KinfoldError `one-identity`, `single-picture`, `argument-invalid`, `not-finite` for features that are not, `limit-exceeded`,
 * `aborted`, `device-lost`; for `resume` also `save-truncated`, `save-invalid`, `checksum-mismatch`, `save-mismatch`.
 */
export async function* train(
  backend: Backend,
  graph: ResolvedGraph,
  start: Float32Array,
  data: TrainingData,
  options: TrainOptions,
): AsyncGenerator<TeachProgress, Trained, void> {
  const saved = options.resume && (await decodeCheckpoint(options.resume));
  const { signal, resume: _, ...own } = saved ? resumedOptions(options, saved.options) : options;
  const settings = resolveTrainOptions(signal ? { ...own, signal } : own, data.labels);
  checkFeatures(data);
  const belonging = { options: own, data: await dataSha256(graph, start, data) };
  if (saved) checkData(saved.data, belonging.data);
  const opened: { release(): void }[] = [];
  try {
    const { heldOut, distillation, offlineMining } = settings;
    const cohort = distillation > 0 ? data.cohort : undefined;
    const split = heldOut === null ? undefined : splitPictures(data, heldOut, settings.seed);
    const most = Math.max(data.labels.length, cohort?.labels.length ?? 0);
    const forward =
      split || cohort || offlineMining ? await Forward.compile(backend, graph, settings.memory, most) : undefined;
    if (forward) opened.push(forward);
    const judge = split && new Judge(forward!, split);
    const targets = cohort && (await forward!.embed(cohort.original, cohort.features));
    const taught = split?.taught ?? data;
    const offline = offlineMining ? new OfflineMiner(forward!, taught, signal) : undefined;
    const run = await Run.open(backend, graph, start, taught, settings, targets);
    opened.push(run);
    const safePoints = new SafePoints(await run.snapshot(), saved?.checkpoints);
    if (saved) run.restore(saved.checkpoints.at(-1)!.snapshot);
    const course = saved ? resumedCourse(saved.course) : newCourse(judge ? await judge.measure(start) : null);
    return yield* new Training(run, judge, offline, settings, belonging).from(course, start, safePoints);
  } finally {
    for (const part of opened.reverse()) part.release();
  }
}

function checkFeatures({ features, cohort }: TrainingData): void {
  for (const values of [features, cohort?.features]) {
    const wrong = values?.findIndex((value) => !Number.isFinite(value)) ?? -1;
    if (wrong < 0) continue;
    throw new KinfoldError(
      'not-finite',
      `teach: the features have ${values![wrong]} at ${wrong}; run the backbone again`,
    );
  }
}
