import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportedEncoder } from '../../src/conversion/imported.js';
import { planEncoder } from '../../src/encoder/plan.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { bufferSpec, whole } from '../../src/gpu/tensor.js';
import { decodeStats } from '../../src/metric/objective/stats.js';
import type { TeachOptions } from '../../src/train/options.js';
import { planStep } from '../../src/train/step.js';
import { train } from '../../src/train/trainer.js';
import { sharedData } from '../support/data.js';
import { type Digest, expectDigest } from '../support/digest.js';
import { openTestGpu } from '../support/gpu.js';
import {
  bottleneck,
  embeddingBottleneck,
  type Network,
  pictures,
  readGolden,
  readMobileFaceNet,
  wholeNetwork,
} from '../support/mobilefacenet.js';
import { numbers } from '../support/random.js';

const RELATIVE = 1e-3;

const path = sharedData('models/mobilefacenet.onnx');
const golden = readGolden();
const blockNames = Object.keys(golden.bottleneck.parameters);
const block = { side: 6, channels: 64 };
const blockShape = [block.side, block.side, block.channels];
const blockSize = block.side * block.side * block.channels;

let gpu: Gpu;
let imported: ImportedEncoder;
beforeAll(async () => {
  if (!path) return;
  gpu = await openTestGpu();
  imported = readMobileFaceNet(path, golden);
});
afterAll(() => gpu?.destroy());

/** Compares every parameter's part of a vector (gradients, weights) with its digest, and that there is none too many. */
function expectParameters(net: Network, vector: ArrayLike<number>, digests: Readonly<Record<string, Digest>>): void {
  const names = net.graph.parameters.map(({ name }) => net.initialiser(name));
  expect([...names].sort()).toEqual(Object.keys(digests).sort());
  for (const { name, length } of net.graph.parameters) {
    const { offset } = net.parameters.layout.offsets.get(name)!;
    const part = Array.prototype.slice.call(vector, offset, offset + length);
    expectDigest(name, part, digests[net.initialiser(name)]!, RELATIVE);
  }
}

describe.skipIf(!path)('MobileFaceNet against PyTorch', () => {
  it('has the gradients of a bottleneck', async () => {
    const rows = 2;
    const net = bottleneck(imported, blockNames, blockShape);
    const gradients = bufferSpec('gradients', net.parameters.layout.length);
    const plan = planEncoder(net.parameters, { rows, gradients });
    const buffers = [...plan.buffers, gradients, net.parameters.buffer];
    gpu.allocate(buffers);
    gpu.write(whole(net.parameters.buffer), net.start);
    gpu.write(plan.input, numbers(11, rows * blockSize, -3, 3));
    const forward = new Recorder(gpu);
    plan.recordForward(forward);
    const backward = new Recorder(gpu);
    backward.clear(whole(gradients));
    plan.recordBackward(backward);
    const programs = [await gpu.compile('forward', forward.commands), await gpu.compile('backward', backward.commands)];
    programs[0]!.run();
    expectDigest('output', await gpu.read(plan.output), golden.bottleneck.output, RELATIVE);
    gpu.write(plan.dOutput, numbers(12, rows * blockSize));
    programs[1]!.run();
    expectParameters(net, await gpu.read(whole(gradients)), golden.bottleneck.parameters);
    for (const program of programs) program.release();
    gpu.free(buffers);
  });

  it('has the gradients of the whole network with batch 4', async () => {
    const rows = 4;
    const net = wholeNetwork(imported);
    const plan = planStep(
      net.graph,
      {
        rows,
        bankRows: rows,
        margin: 1,
        miner: 'batch-hard',
        reducer: 'activeMean',
        maxGradientNorm: 0,
        optimiser: { name: 'sgd', learningRates: { backbone: 1e-6, head: 1e-6 }, weightDecay: 0 },
        slots: 1,
        memory: 2 ** 30,
        recompute: false,
      },
      gpu,
    );
    gpu.allocate(plan.buffers);
    gpu.write(whole(plan.parameters.buffer), net.start);
    gpu.write(plan.batch.bank!, pictures(rows, 112));
    gpu.write(plan.batch.indices[0]!, Uint32Array.of(0, 1, 2, 3));
    gpu.write(plan.batch.labels, Uint32Array.of(0, 0, 1, 1));
    const program = await gpu.compile('step', plan.commands);
    const { loss } = decodeStats(await program.runAndRead(plan.stats));
    expect(Math.abs(loss - golden.whole.loss)).toBeLessThan(RELATIVE * golden.whole.loss);
    const gradients = await gpu.read(whole(plan.buffers.find(({ label }) => label === 'gradients')!));
    expectParameters(net, gradients, golden.whole.parameters);
    program.release();
    gpu.free(plan.buffers);
  });

  const optimisers: readonly ['sgd' | 'adamw', TeachOptions][] = [
    ['sgd', { optimiser: 'sgd', learningRate: 0.005, weightDecay: 0 }],
    ['adamw', { optimiser: 'adamw', learningRate: 3e-4, weightDecay: 0.01 }],
  ];
  it.each(optimisers)('follows 20 steps of %s on a bottleneck', async (name, options) => {
    const net = embeddingBottleneck(imported, blockNames, blockShape);
    const labels = Uint32Array.of(0, 0, 1, 1, 2, 2, 3, 3);
    const features = new Float32Array(labels.length * blockSize);
    for (const [row, label] of labels.entries()) {
      const identity = numbers(20 + label, blockSize, -3, 3);
      const own = numbers(30 + row, blockSize, -3, 3);
      features.set(
        identity.map((value, i) => value + own[i]!),
        row * blockSize,
      );
    }
    const training = train(
      gpu,
      net.graph,
      net.start,
      { features, labels },
      {
        ...options,
        steps: 20,
        identities: 4,
        pictures: 2,
        margin: 2,
        maxGradientNorm: 0,
      },
    );
    const { losses, moved, parameters } = golden[name];
    let next = await training.next();
    for (; !next.done; next = await training.next()) {
      const { step, loss } = next.value;
      const expected = losses[step - 1]!;
      expect(Math.abs(loss - expected), `loss of step ${step}: ${loss}`).toBeLessThan(RELATIVE * expected);
    }
    const { weights } = next.value;
    expectParameters(net, weights, parameters);
    for (const { name, length } of net.graph.parameters) {
      const { offset } = net.parameters.layout.offsets.get(name)!;
      const change = weights.subarray(offset, offset + length).map((value, i) => value - net.start[offset + i]!);
      const expected = moved[net.initialiser(name)]!;
      expect(Math.abs(Math.hypot(...change) - expected), name).toBeLessThan(RELATIVE * expected);
    }
  });
});
