import type { ResolvedGraph } from '../../src/encoder/graph.js';
import { Parameters } from '../../src/encoder/parameters.js';
import type { Backend } from '../../src/gpu/backend.js';
import { decodeCheckpoint } from '../../src/train/checkpoint.js';
import type { TrainingData } from '../../src/train/data.js';
import { Forward } from '../../src/train/forward.js';
import type { TeachEvent, TrainOptions } from '../../src/train/options.js';
import { train } from '../../src/train/trainer.js';

export type Embed = (features: Float32Array) => Promise<Float32Array>;

/** A way to choose what is learned from. */
export interface Rival {
  readonly name: string;
  readonly options: TrainOptions;
}

/** What rivals are compared on. */
export interface Task {
  readonly name: string;
  readonly graph: ResolvedGraph;
  readonly options: TrainOptions;
  /** Steps between two measurements. */
  readonly every: number;
  /** The figure, of pictures that were not learned from. */
  readonly figure: string;
  /** Its value whose time is taken. */
  readonly target: number;
  /** The data depend on the seed as the batches do. */
  lesson(seed: number): Lesson;
}

export interface Lesson {
  readonly data: TrainingData;
  readonly start: Float32Array;
  measure(embed: Embed): Promise<number>;
}

/** Where a training stands after a step. Seconds are those of the training alone. */
export interface Measurement {
  readonly step: number;
  readonly figure: number;
  readonly processorSeconds: number;
  readonly seconds: number;
}

/** One training from its first step to its last. */
export interface Course {
  /** Its name. */
  readonly rival: string;
  readonly seed: number;
  readonly measurements: readonly Measurement[];
  /** Of each step. */
  readonly active: readonly { readonly fraction: number; readonly triplets: number }[];
  readonly events: readonly TeachEvent[];
}

/** Trains once and measures on the way: the checkpoints of the training are its weights, so that it knows nothing of that. */
export async function runCourse(backend: Backend, task: Task, rival: Rival, seed: number): Promise<Course> {
  const { graph, every } = task;
  const { data, start, measure } = task.lesson(seed);
  const forward = await Forward.compile(backend, graph, 2 ** 30, 64);
  const parameters = new Parameters(graph).buffer.label;
  const under = (weights: Float32Array) => measure((features) => forward.embed(weights, features));
  const clock = new Clock();
  const measurements = [{ step: 0, figure: await under(start), ...clock }];
  const active: Course['active'][number][] = [];
  const training = train(backend, graph, start, data, {
    ...task.options,
    ...rival.options,
    seed,
    checkpoint: every,
  });
  let next = await clock.during(() => training.next());
  for (; !next.done; next = await clock.during(() => training.next())) {
    const { step, activeFraction, triplets, checkpoint } = next.value;
    active[step - 1] = { fraction: activeFraction, triplets };
    if (!checkpoint) continue;
    const { checkpoints } = await decodeCheckpoint(checkpoint);
    const weights = Float32Array.from(checkpoints.at(-1)!.snapshot.vectors.get(parameters)!);
    measurements.push({ step, figure: await under(weights), ...clock });
  }
  forward.release();
  return { rival: rival.name, seed, measurements, active, events: next.value.events };
}

/** Runs while something is done, and stands still between. */
class Clock {
  processorSeconds = 0;
  seconds = 0;

  async during<T>(work: () => Promise<T>): Promise<T> {
    const before = process.cpuUsage();
    const started = performance.now();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    this.processorSeconds += (user + system) / 1e6;
    this.seconds += (performance.now() - started) / 1000;
    return result;
  }
}
