import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { createRandom } from '../../src/cpu/random.js';
import { twins } from '../../src/cpu/twins.js';
import { type Graph, resolveGraph } from '../../src/encoder/graph.js';
import { Parameters } from '../../src/encoder/parameters.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { whole } from '../../src/gpu/tensor.js';
import { planStep, type StepOptions } from '../../src/train/step.js';
import { train } from '../../src/train/trainer.js';
import { clusters } from '../support/clusters.js';
import { expectBitEqual, expectClose } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const data = clusters(5, 3, 12, 0.9);
const rows = data.labels.length;
/** Deep enough for several runs, with residuals across them and a frozen layer. */
const deep: Graph = {
  input: { name: 'features', shape: [12] },
  nodes: [
    { name: 'in', op: 'linear', inputs: ['features'], attributes: { outputs: 16 }, group: 'backbone' },
    { name: 'bend', op: 'relu', inputs: ['in'] },
    { name: 'frozen', op: 'linear', inputs: ['bend'], attributes: { outputs: 16 }, frozen: true },
    { name: 'slope', op: 'prelu', inputs: ['frozen'] },
    { name: 'across', op: 'add', inputs: ['slope', 'bend'] },
    { name: 'normal', op: 'layerNorm', inputs: ['across'] },
    { name: 'out', op: 'linear', inputs: ['normal'], attributes: { outputs: 16 } },
    { name: 'twice', op: 'add', inputs: ['out', 'across'] },
    { name: 'embedding', op: 'l2Normalize', inputs: ['twice'] },
  ],
  output: 'embedding',
};
const graph = resolveGraph(deep);
const start = new Parameters(graph).initialise(createRandom(4));
const options: StepOptions = {
  rows,
  bankRows: rows,
  margin: 0.8,
  miner: 'batch-hard',
  reducer: 'activeMean',
  maxGradientNorm: 0,
  optimiser: { name: 'sgd', learningRates: { backbone: 1e-3, head: 1e-3 }, weightDecay: 0 },
  slots: 1,
  memory: 2 ** 30,
  recompute: false,
};

/** The step's gradient, and in how many pieces it was made. */
async function gradientOn(backend: Backend, changed: Partial<StepOptions> = {}) {
  const plan = planStep(graph, { ...options, ...changed }, backend);
  backend.allocate(plan.buffers);
  backend.write(whole(plan.parameters.buffer), start);
  const { batch } = plan;
  if (batch.bank) backend.write(batch.bank, data.features);
  const each = Uint32Array.from({ length: rows }, (_, row) => row);
  for (const [piece, slice] of batch.indices.entries()) {
    const part = each.subarray(piece * batch.encoder.rows, (piece + 1) * batch.encoder.rows);
    backend.write(slice, new Uint32Array(slice.length).fill(0xffffffff));
    backend.write(slice, part);
  }
  backend.write(batch.labels, data.labels);
  const program = await backend.compile('step', plan.commands);
  program.run();
  const gradient = await backend.read(whole(plan.buffers.find(({ label }) => label === 'gradients')!));
  program.release();
  backend.free(plan.buffers);
  return { gradient, pieces: plan.pieces, bytes: plan.bytes, dispatches: plan.commands.length };
}

describe('a batch in pieces', () => {
  it.each([2, 4])('has the gradient of the whole batch, in %i pieces of which the last is short', async (pieces) => {
    const cpu = new Cpu(twins, 'f64');
    const one = await gradientOn(cpu);
    expect(one.pieces).toBe(1);
    let memory = one.bytes;
    let cut = one;
    while (cut.pieces < pieces) cut = await gradientOn(cpu, { memory: --memory });
    expect(cut.pieces).toBe(pieces);
    expectClose('twin', cut.gradient, one.gradient, { relative: 1e-12, absolute: 1e-14 });
    const scale = Math.max(...one.gradient.map(Math.abs));
    const { gradient } = await gradientOn(gpu, { memory });
    expectClose('GPU', gradient, one.gradient, { relative: 1e-4, absolute: 1e-5 * scale });
  });
});

describe('activations made once more', () => {
  it('give the same bits', async () => {
    const kept = await gradientOn(gpu);
    const again = await gradientOn(gpu, { recompute: true });
    expect(again.dispatches).toBeGreaterThan(kept.dispatches);
    expectBitEqual('gradient', again.gradient, kept.gradient);
  });
});

describe('training', () => {
  const teach = { steps: 5, identities: 5, pictures: 3, seed: 2, margin: 0.8 };
  async function weightsOf(changed: object) {
    const training = train(gpu, graph, start, data, { ...teach, ...changed });
    let next = await training.next();
    while (!next.done) next = await training.next();
    return next.value.weights;
  }
  const part = (weights: Float32Array, name: string) => {
    const { offset, length } = new Parameters(graph).slice(name);
    return weights.subarray(offset, offset + length);
  };

  it('leaves frozen parameters as they are and moves each group at its own rate', async () => {
    const weights = await weightsOf({
      optimiser: 'adam',
      weightDecay: 0,
      learningRate: 1e-2,
      backboneLearningRate: 1e-5,
    });
    expectBitEqual('frozen', part(weights, 'frozen.weight').slice(), part(start, 'frozen.weight').slice());
    const moved = (name: string) =>
      Math.max(...part(weights, name).map((value, i) => Math.abs(value - part(start, name)[i]!)));
    expect(moved('in.weight')).toBeGreaterThan(1e-6);
    expect(moved('in.weight')).toBeLessThan(1e-4);
    expect(moved('out.weight')).toBeGreaterThan(1e-3);
  });
});
