import type { ResolvedGraph } from '../../src/encoder/graph.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { Miner } from '../../src/ops/mining.js';
import { Forward } from '../../src/train/forward.js';
import type { TeachEvent, TrainOptions } from '../../src/train/options.js';
import { Run } from '../../src/train/run.js';
import { resolveTrainOptions } from '../../src/train/settings.js';
import { train } from '../../src/train/trainer.js';
import type { Trained } from '../../src/train/training.js';
import type { Lesson, Task } from './contest.js';

/** A training that may go wrong. */
export interface Risk {
  readonly task: string;
  /** Miner of a training as in the contest from whose weights it starts; without one it starts where the task does. */
  readonly after?: Miner;
  readonly miner: Miner;
  readonly learningRate: number;
}

/** How it went, with what looks after it and without. */
export interface Rescue extends Risk {
  readonly seed: number;
  /** The figure under the starting weights, under the last ones of a training that nobody looks after, and under those of `teach`. */
  readonly figures: { readonly before: number; readonly unguarded: number; readonly guarded: number };
  readonly kept: Trained['kept'];
  readonly reason: string;
  readonly events: readonly TeachEvent[];
}

export async function runRescue(backend: Backend, task: Task, risk: Risk, seed: number): Promise<Rescue> {
  const { after, miner, learningRate } = risk;
  const drawn = task.lesson(seed);
  const { graph, options } = task;
  const started = after && (await unguarded(backend, graph, { ...options, miner: after, seed }, drawn));
  const lesson = { ...drawn, start: started ?? drawn.start };
  const risky = { ...options, miner, learningRate, seed };
  const forward = await Forward.compile(backend, graph, 2 ** 30, 64);
  const under = (weights: Float32Array) => lesson.measure((features) => forward.embed(weights, features));
  const { weights, kept, reason, events } = await guarded(backend, graph, risky, lesson);
  const figures = {
    before: await under(lesson.start),
    unguarded: await under(await unguarded(backend, graph, risky, lesson)),
    guarded: await under(weights),
  };
  forward.release();
  return { ...risk, seed, figures, kept, reason, events };
}

/** As `teach` does it: with a tenth of the pictures held out. */
async function guarded(
  backend: Backend,
  graph: ResolvedGraph,
  options: TrainOptions,
  { data, start }: Lesson,
): Promise<Trained> {
  const training = train(backend, graph, start, data, { ...options, heldOut: 0.1 });
  let next = await training.next();
  while (!next.done) next = await training.next();
  return next.value;
}

/** The same steps, and whatever weights they lead to. */
async function unguarded(
  backend: Backend,
  graph: ResolvedGraph,
  options: TrainOptions,
  { data, start }: Lesson,
): Promise<Float32Array> {
  const settings = resolveTrainOptions(options, data.labels);
  const { steps, every } = settings;
  const run = await Run.open(backend, graph, start, data, settings, undefined);
  for (let first = 1; first <= steps; first += every) {
    await run.advance(first, Math.min(first + every - 1, steps), 1);
  }
  const weights = await run.weights();
  run.release();
  return weights;
}

/** A row for each training, as Markdown; figures are percents. */
export function formatRescues(rescues: readonly Rescue[]): string {
  const percent = (figure: number) => `${(figure * 100).toFixed(1)} %`;
  const rows = rescues.map(({ task, after, miner, learningRate, seed, figures, kept, events }) => {
    const seen = events.map(({ kind, step }) => `${kind} at ${step}`).join(', ') || 'none';
    const { before, unguarded, guarded } = figures;
    const measured = [before, unguarded].map(percent);
    return [task, after ?? 'as given', miner, learningRate, seed, ...measured, `**${percent(guarded)}**`, kept, seen];
  });
  const head = [
    'set',
    'start',
    'miner',
    'learning rate',
    'seed',
    'before',
    'last weights',
    'with the guard',
    'kept',
    'events',
  ];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
