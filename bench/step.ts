import { createRandom } from '../src/cpu/random.js';
import type { ResolvedGraph } from '../src/encoder/graph.js';
import type { Program } from '../src/gpu/backend.js';
import type { Gpu } from '../src/gpu/gpu.js';
import { whole } from '../src/gpu/tensor.js';
import { decodeStats, type StepStats } from '../src/metric/objective/stats.js';
import { planStep, type StepPlan } from '../src/train/step.js';
import type { Values } from './tfjs-network.js';

export interface StepSetting {
  readonly graph: ResolvedGraph;
  /** [rows, …row shape] */
  readonly features: Float32Array;
  readonly labels: Uint32Array;
  readonly margin: number;
  readonly optimiser: 'adam' | 'sgd';
  readonly learningRate: number;
}

/** A training step that is ready to run, as the engine makes it. */
export interface OpenStep {
  readonly plan: StepPlan;
  readonly program: Program;
  /** What the parameters start as. */
  readonly start: Values;
  /** Takes steps, one submit each, and gives the statistics of the last. */
  run(times: number): Promise<StepStats>;
  close(): void;
}

/** Batch-hard, `activeMean`, no clipping: the whole bank is one batch, in order. */
export async function openStep(gpu: Gpu, setting: StepSetting): Promise<OpenStep> {
  const { graph, features, labels, margin, optimiser, learningRate } = setting;
  const rows = labels.length;
  const learningRates = { backbone: learningRate, head: learningRate };
  const plan = planStep(
    graph,
    {
      ...{ rows, bankRows: rows, margin, miner: 'batch-hard', reducer: 'activeMean', maxGradientNorm: 0 },
      ...{ optimiser: { name: optimiser, learningRates, weightDecay: 0 }, slots: 1, memory: 2 ** 30, recompute: false },
    },
    gpu,
  );
  const start = plan.parameters.initialise(createRandom(1));
  gpu.allocate(plan.buffers);
  gpu.write(plan.batch.bank!, features);
  // The last piece may be short; its remaining rows are the first picture's.
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  let from = 0;
  for (const piece of plan.batch.indices) {
    gpu.write(piece, order.slice(from, from + piece.length));
    from += piece.length;
  }
  gpu.write(plan.batch.labels, labels);
  gpu.write(whole(plan.parameters.buffer), start);
  const program = await gpu.compile('step', plan.commands);
  let step = 0;
  return {
    plan,
    program,
    start: (name) => {
      const { offset, length } = plan.parameters.slice(name);
      return start.subarray(offset, offset + length);
    },
    async run(times) {
      for (let i = 1; i <= times; i++) {
        plan.optimiser.prepare(program, ++step);
        if (i < times) program.run();
      }
      return decodeStats(await program.runAndRead(plan.stats));
    },
    close() {
      program.release();
      gpu.free(plan.buffers);
    },
  };
}
