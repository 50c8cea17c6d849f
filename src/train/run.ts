import { createRandom } from '../cpu/random.js';
import type { ResolvedGraph } from '../encoder/graph.js';
import type { Backend, HostArray, Program } from '../gpu/backend.js';
import type { Dispatch } from '../gpu/recorder.js';
import { type BufferSpec, whole } from '../gpu/tensor.js';
import type { HardestNegatives } from '../metric/mining/hard-identities.js';
import { decodeStats, type StepStats } from '../metric/objective/stats.js';
import type { TrainingData } from './data.js';
import { rateFactor, warmUpFactor } from './schedule.js';
import { sendBatch } from './send-batch.js';
import type { TrainSettings } from './settings.js';
import { BatchSource, batchShape, type SourceState } from './source.js';
import { planStep, type StepPlan } from './step.js';

/** All that changes from step to step and lasts: with it a training goes on bit by bit. */
export interface Snapshot {
  /** Weights, moments, average and what is remembered of earlier batches by the labels of their buffers, as the backend holds them. */
  readonly vectors: ReadonlyMap<string, HostArray>;
  readonly source: SourceState;
  /** Batches in the ring of a memory across batches. */
  readonly remembered: number;
}

/** The device's side of a training: the compiled step, its buffers, the batches that go into it. */
export class Run {
  #source: BatchSource;
  #remembered = 0;
  readonly #features: Float32Array;
  readonly #noiseSeed: number;
  readonly #miningSeed: number;
  /** Dispatches that write a record of the statistics. */
  readonly #slotted: readonly Dispatch[];

  private constructor(
    readonly backend: Backend,
    readonly plan: StepPlan,
    readonly program: Program,
    readonly data: TrainingData,
    readonly settings: TrainSettings,
  ) {
    const random = createRandom(settings.seed);
    this.#noiseSeed = random.fork('noise').uint32();
    this.#miningSeed = random.fork('mining').uint32();
    this.#source = new BatchSource(settings, data);
    this.#features = allFeatures(data);
    const isSlotted = (command: StepPlan['commands'][number]): command is Dispatch =>
      command.type === 'dispatch' && 'slot' in command.kernel.params;
    this.#slotted = plan.commands.filter(isSlotted);
  }

  /**
   * Plans, allocates and compiles a step, and starts at `weights`.
   * @param targets embeddings of the cohort that are to be kept, [strangers' pictures, width].
   */
  static async open(
    backend: Backend,
    graph: ResolvedGraph,
    weights: Float32Array,
    data: TrainingData,
    settings: TrainSettings,
    targets: Float32Array | undefined,
  ): Promise<Run> {
    const { rows, strangers } = batchShape(settings, data);
    const pictures = data.cohort?.labels.length ?? 0;
    const plan = planStep(
      graph,
      {
        ...settings,
        rows,
        bankRows: data.labels.length * (data.views ?? 1) + pictures,
        slots: settings.every,
        targeted: targets && { rows: strangers, targets: pictures, weight: settings.distillation },
      },
      backend,
    );
    backend.allocate(plan.buffers);
    let program: Program | undefined;
    try {
      program = await backend.compile('training step', plan.commands);
      const run = new Run(backend, plan, program, data, settings);
      if (plan.batch.bank) backend.write(plan.batch.bank, run.#features);
      if (plan.targets) backend.write(plan.targets, targets!);
      plan.crossBatch?.reset(backend);
      backend.write(whole(plan.parameters.buffer), weights);
      const { average } = plan;
      if (average) backend.write(whole(average.buffer), weights.subarray(0, average.buffer.length));
      return run;
    } catch (error) {
      program?.release();
      backend.free(plan.buffers);
      throw error;
    }
  }

  /** True if later steps meet no more others than the next one. */
  get isComparable(): boolean {
    return this.plan.crossBatch?.isFull(this.#remembered) ?? true;
  }

  /** Takes the steps from `first` to `last`, at most as many as there are slots, and reads their statistics. */
  async advance(first: number, last: number, slowing: number): Promise<StepStats[]> {
    const { crossBatch, stats } = this.plan;
    const prepare = (step: number) => {
      this.#prepare(step, slowing);
      crossBatch?.prepare(this.program, this.#remembered + step - first);
    };
    for (let step = first; step < last; step++) {
      prepare(step);
      this.program.run();
    }
    prepare(last);
    const records = await this.program.runAndRead(stats);
    const taken = Array.from({ length: last - first + 1 }, (_, i) => decodeStats(records, this.#slotOf(first + i)));
    this.#remembered = crossBatch?.remembered(this.#remembered, taken) ?? 0;
    return taken;
  }

  /** From now on confused identities come in one batch. */
  mine(hardest: HardestNegatives): void {
    this.#source.mine(hardest);
  }

  async snapshot(): Promise<Snapshot> {
    const vectors = new Map<string, HostArray>();
    for (const buffer of lastingBuffers(this.plan)) vectors.set(buffer.label, await this.backend.read(whole(buffer)));
    return { vectors, source: this.#source.state(), remembered: this.#remembered };
  }

  restore({ vectors, source, remembered }: Snapshot): void {
    for (const buffer of lastingBuffers(this.plan)) this.backend.write(whole(buffer), vectors.get(buffer.label)!);
    this.#source = new BatchSource(this.settings, this.data, source);
    this.#remembered = remembered;
  }

  /** What the training would end with now: the averaged weights, or the weights themselves. */
  async weights(): Promise<Float32Array> {
    const { parameters, average } = this.plan;
    const weights = Float32Array.from(await this.backend.read(whole(parameters.buffer)));
    if (average) weights.set(await this.backend.read(whole(average.buffer)));
    return weights;
  }

  release(): void {
    this.program.release();
    this.backend.free(this.plan.buffers);
  }

  #slotOf(step: number): number {
    return (step - 1) % this.settings.every;
  }

  /** Sends the batch and whatever changes from step to step. */
  #prepare(step: number, slowing: number): void {
    const { plan, program, settings } = this;
    sendBatch(this.backend, plan, this.#source.batch(), this.#features);
    for (const dispatch of this.#slotted) program.setParams(dispatch, { slot: this.#slotOf(step) });
    // Every piece of a batch draws other numbers.
    for (const [dispatch, piece] of plan.batch.drawing) {
      program.setParams(dispatch, { seed: (this.#noiseSeed + Math.imul(piece, 0x9e3779b9)) >>> 0, step });
    }
    const margin = settings.margin * warmUpFactor(settings.marginWarmUp, step);
    const { crossBatch } = plan;
    const columns = crossBatch && { columns: crossBatch.columns(this.#remembered) };
    plan.objective.prepare(program, { margin, seed: this.#miningSeed, step, ...columns });
    plan.optimiser.prepare(program, step, rateFactor(settings, step) * slowing);
    plan.average?.prepare(program, step);
  }
}

/** The buffers that a snapshot holds. */
export function lastingBuffers({ parameters, optimiser, average, crossBatch }: StepPlan): readonly BufferSpec[] {
  const averaged = average ? [average.buffer] : [];
  return [parameters.buffer, ...optimiser.moments, ...averaged, ...(crossBatch?.buffers ?? [])];
}

/** The features of the pictures, those of the strangers behind them. */
function allFeatures({ features, cohort }: TrainingData): Float32Array {
  if (!cohort) return features;
  const all = new Float32Array(features.length + cohort.features.length);
  all.set(features);
  all.set(cohort.features, features.length);
  return all;
}
