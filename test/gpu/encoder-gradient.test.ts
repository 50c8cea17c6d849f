import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { createRandom } from '../../src/cpu/random.js';
import { twins } from '../../src/cpu/twins.js';
import { type Graph, resolveGraph } from '../../src/encoder/graph.js';
import { residualHead } from '../../src/encoder/heads.js';
import { Parameters } from '../../src/encoder/parameters.js';
import type { Backend } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { whole } from '../../src/gpu/tensor.js';
import { decodeStats } from '../../src/metric/objective/stats.js';
import type { Miner } from '../../src/ops/mining.js';
import { planStep } from '../../src/train/step.js';
import { clusters } from '../support/clusters.js';
import { expectClose } from '../support/compare.js';
import { openTestGpu } from '../support/gpu.js';
import { centralDifferences } from '../support/gradient.js';

// The whole chain: gather → head → L2 norm → distances → mining → hinge, and all the way back to every parameter.

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.destroy());

const width = 10;
const data = clusters(4, 3, width, 0.9);
const rows = data.labels.length;

/** A graph in which one tensor is read by three nodes, so that gradients have to be added up. */
const forked: Graph = {
  input: { name: 'features', shape: [width] },
  nodes: [
    { name: 'down', op: 'linear', inputs: ['features'], attributes: { outputs: 8 } },
    { name: 'normal', op: 'layerNorm', inputs: ['down'] },
    { name: 'bend', op: 'relu', inputs: ['normal'] },
    { name: 'twice', op: 'add', inputs: ['normal', 'bend'] },
    { name: 'thrice', op: 'add', inputs: ['twice', 'normal'] },
    { name: 'embedding', op: 'l2Normalize', inputs: ['thrice'] },
  ],
  output: 'embedding',
};

const graphs: Readonly<Record<string, Graph>> = {
  'the residual head': residualHead({ width, hidden: 6, noise: 0.02 }),
  'a forked graph': forked,
};

/** Runs one step on a backend and returns the loss at, and the gradient of, any parameter vector. */
async function stepOn(backend: Backend, graph: Graph, miner: Miner) {
  const plan = planStep(
    resolveGraph(graph),
    {
      rows,
      bankRows: rows,
      margin: 0.8,
      miner,
      reducer: 'activeMean',
      maxGradientNorm: 0,
      optimiser: { name: 'sgd', learningRates: { backbone: 1e-3, head: 1e-3 }, weightDecay: 0 },
      slots: 1,
      memory: 2 ** 30,
      recompute: false,
    },
    backend,
  );
  backend.allocate(plan.buffers);
  backend.write(plan.batch.bank!, data.features);
  backend.write(
    plan.batch.indices[0]!,
    Uint32Array.from({ length: rows }, (_, i) => i),
  );
  backend.write(plan.batch.labels, data.labels);
  const program = await backend.compile('step', plan.commands);
  const gradients = whole(plan.buffers.find(({ label }) => label === 'gradients')!);
  return {
    parameters: plan.parameters,
    async loss(values: Float32Array | Float64Array) {
      backend.write(whole(plan.parameters.buffer), values);
      return decodeStats(await program.runAndRead(plan.stats)).loss;
    },
    gradient: () => backend.read(gradients),
  };
}

describe.each(Object.entries(graphs))('gradient of the whole chain through %s', (_, graph) => {
  it.each(['batch-hard', 'semi-hard'] as const)('equals central differences with %s mining', async (miner) => {
    const twin = await stepOn(new Cpu(twins, 'f64'), graph, miner);
    // Every parameter away from its special start: a residual branch at zero would hide half of the chain.
    const random = createRandom(11);
    const at = Float64Array.from(new Parameters(resolveGraph(graph)).initialise(random), (x) =>
      Math.fround(x + random.normal() * 0.1),
    );
    for (const { name, length } of twin.parameters.graph.parameters) {
      const { offset } = twin.parameters.layout.offsets.get(name)!;
      at.fill(0, offset + length, Math.min(at.length, offset + Math.ceil(length / 64) * 64));
    }
    const expected = await centralDifferences(twin.loss, at, 1e-6);
    expect(await twin.loss(at)).toBeGreaterThan(0.1);
    const scale = Math.max(...expected.map(Math.abs));
    expectClose('twin', await twin.gradient(), expected, { relative: 1e-6, absolute: 1e-6 * scale });
    const device = await stepOn(gpu, graph, miner);
    await device.loss(at);
    expectClose('GPU', await device.gradient(), expected, { relative: 1e-4, absolute: 1e-4 * scale });
  });
});
