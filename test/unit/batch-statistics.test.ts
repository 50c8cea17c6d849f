import { expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { createRandom } from '../../src/cpu/random.js';
import { twins } from '../../src/cpu/twins.js';
import { type Graph, resolveGraph } from '../../src/encoder/graph.js';
import { batchNorm, dense, l2Normalize, layer, relu, sequential } from '../../src/encoder/layers.js';
import { Parameters } from '../../src/encoder/parameters.js';
import { defaultLimits, type Target } from '../../src/gpu/backend.js';
import type { TrainingData } from '../../src/train/data.js';
import { planStep } from '../../src/train/step.js';
import { train } from '../../src/train/trainer.js';
import { clusters } from '../support/clusters.js';
import { infer } from '../support/encoder.js';
import { refusal } from '../support/refusal.js';

const target: Target = { features: new Set(), limits: defaultLimits, isFallbackAdapter: false };
const options = {
  rows: 64,
  bankRows: 160,
  margin: 0.4,
  miner: 'semi-hard',
  reducer: 'activeMean',
  maxGradientNorm: 1,
  optimiser: { name: 'adamw', learningRates: { backbone: 1e-3, head: 1e-3 }, weightDecay: 0.01 },
  slots: 10,
  memory: 2 ** 30,
  recompute: false,
} as const;

const networkOf = (norm: ReturnType<typeof layer>) =>
  sequential([512], [dense(512), norm, relu, dense(8), l2Normalize]);

it('a step that must be cut into pieces is refused for a network with statistics of the batch, and the node is named', () => {
  const graph = resolveGraph(networkOf(batchNorm()));
  const whole = planStep(graph, options, target);
  expect(whole.pieces).toBe(1);
  expect(() => planStep(graph, { ...options, memory: whole.bytes - 1 }, target)).toThrow(
    refusal('limit-exceeded', /all 64 pictures at once, of which batchNorm1 takes statistics.*frozen statistics/),
  );
  // Norms without such statistics do not mind.
  for (const norm of [layer('batchNorm'), layer('layerNorm')]) {
    const graph = resolveGraph(networkOf(norm));
    const { bytes } = planStep(graph, options, target);
    expect(planStep(graph, { ...options, memory: bytes - 1 }, target).pieces).toBeGreaterThan(1);
  }
});

const graph: Graph = sequential([6], [batchNorm({ momentum: 0.5 }), dense(4), l2Normalize]);

/** Trains on pictures that are far from mean 0 and variance 1. */
async function trained(data: TrainingData, recompute: boolean, own = graph) {
  const resolved = resolveGraph(own);
  const parameters = new Parameters(resolved);
  const start = parameters.initialise(createRandom(1));
  const cpu = new Cpu(twins, 'f32');
  const training = train(cpu, resolved, start, data, { steps: 20, identities: 4, pictures: 5, recompute });
  let next = await training.next();
  while (!next.done) next = await training.next();
  const { weights } = next.value;
  return (name: string) => {
    const { offset, length } = parameters.slice(name);
    return weights.slice(offset, offset + length);
  };
}

it('running averages come back with the weights, and inference uses them', async () => {
  const { features, labels } = clusters(4, 5, 6);
  // The batch is all pictures, so the averages go to the statistics of the data.
  const data = { features: features.map((value) => 3 + 2 * value), labels };
  const values = await trained(data, false);
  const column = (c: number) => data.features.filter((_, i) => i % 6 === c);
  const mean = (numbers: Float32Array) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  for (let c = 0; c < 6; c++) {
    const expected = mean(column(c));
    expect(values('batchNorm1.mean')[c]).toBeCloseTo(expected, 4);
    expect(values('batchNorm1.variance')[c]).toBeCloseTo(mean(column(c).map((x) => (x - expected) ** 2)), 3);
  }
  const one = data.features.subarray(0, 6);
  const asTrained = await infer(graph, values, one, 1);
  const asStarted = (name: string) => (/mean/.test(name) ? new Float32Array(6) : values(name));
  expect(asTrained).not.toEqual(await infer(graph, asStarted, one, 1));
});

it('a recomputation does not move them a second time', async () => {
  const data = clusters(4, 5, 6);
  const [kept, again] = [await trained(data, false), await trained(data, true)];
  for (const name of ['batchNorm1.mean', 'batchNorm1.variance', 'linear1.weight'])
    expect(again(name)).toEqual(kept(name));
});

it('a frozen node keeps its running averages while others learn', async () => {
  const nodes = graph.nodes.map((node) => (node.op === 'batchNorm' ? { ...node, frozen: true as const } : node));
  const [frozen, learnt] = [
    await trained(clusters(4, 5, 6), false, { ...graph, nodes }),
    await trained(clusters(4, 5, 6), false),
  ];
  expect([...frozen('batchNorm1.mean'), ...frozen('batchNorm1.variance')]).toEqual([
    0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1,
  ]);
  expect(learnt('batchNorm1.mean')).not.toEqual(frozen('batchNorm1.mean'));
  expect(frozen('linear1.weight')).not.toEqual(learnt('linear1.weight'));
});
