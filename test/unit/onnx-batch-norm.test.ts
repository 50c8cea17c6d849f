import { describe, expect, test } from 'vitest';
import * as build from '../../src/onnx/build.js';
import type { OnnxNode } from '../../src/onnx/graph.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { simplifyModel } from '../../src/onnx/simplify.js';
import type { OnnxTensor } from '../../src/onnx/tensor.js';
import { expectClose, toleranceFor } from '../support/compare.js';
import { runOnnx } from '../support/ort.js';
import { numbers } from '../support/random.js';

const { node, int, ints } = build;

const random = (name: string, dims: number[], seed: number, from = -1) =>
  build.floatTensor(
    name,
    dims,
    numbers(
      seed,
      dims.reduce((product, side) => product * side, 1),
      from,
    ),
  );
const norm = (from: string, to: string, extra: Record<string, ReturnType<typeof int>> = {}) =>
  node('BatchNormalization', [from, 'scale', 'shift', 'mean', 'variance'], [to], {
    epsilon: build.float(1e-3),
    ...extra,
  });
const statistics = (channels: number, variance = 0.5): OnnxTensor[] => [
  random('scale', [channels], 1),
  random('shift', [channels], 2),
  random('mean', [channels], 3),
  random('variance', [channels], 4, variance),
];

function network(shape: number[], nodes: OnnxNode[], initialisers: OnnxTensor[], outputs = ['y']): OnnxModel {
  return build.model({
    nodes,
    initialisers,
    inputs: [build.value('x', shape)],
    outputs: outputs.map((name) => ({ name, type: 'float32' })),
  });
}

/** Simplifies, and checks in onnxruntime that the output stays but for rounding. @returns what operators are left. */
async function left(model: OnnxModel): Promise<string[]> {
  const dims = model.graph.inputs[0]!.shape as number[];
  const input = Float32Array.from(
    numbers(
      9,
      dims.reduce((product, side) => product * side, 1),
    ),
  );
  const simple = simplifyModel(model);
  const [got, expected] = [await runOnnx(simple, input, dims), await runOnnx(model, input, dims)];
  for (const [name, values] of Object.entries(expected)) expectClose(name, got[name]!, values, toleranceFor(64));
  return simple.graph.nodes.map(({ op }) => op);
}

const picture = [2, 4, 5, 5];
const conv = (to: string, inputs = ['x', 'w', 'b']) =>
  node('Conv', inputs, [to], { group: int(2), pads: ints(1, 1, 1, 1) });
const weight = random('w', [6, 2, 3, 3], 5);
const bias = random('b', [6], 6);

describe('a BatchNormalization goes into what is in front of it', () => {
  test('a Conv in groups, with a bias and without', async () => {
    expect(await left(network(picture, [conv('a'), norm('a', 'y')], [weight, bias, ...statistics(6)]))).toEqual([
      'Conv',
    ]);
    expect(await left(network(picture, [conv('a', ['x', 'w']), norm('a', 'y')], [weight, ...statistics(6)]))).toEqual([
      'Conv',
    ]);
  });

  test.each([0, 1])('a Gemm with transB %i', async (transB) => {
    const dims = transB ? [6, 7] : [7, 6];
    const nodes = [node('Gemm', ['x', 'w', 'b'], ['a'], { transB: int(transB) }), norm('a', 'y')];
    expect(await left(network([3, 7], nodes, [random('w', dims, 5), bias, ...statistics(6)]))).toEqual(['Gemm']);
  });

  test('one after another', async () => {
    const second = random('v', [6, 6, 1, 1], 8);
    const nodes = [
      conv('a'),
      norm('a', 'c'),
      node('Relu', ['c'], ['d']),
      node('Conv', ['d', 'v'], ['e']),
      norm('e', 'y'),
    ];
    expect(await left(network(picture, nodes, [weight, bias, second, ...statistics(6)]))).toEqual([
      'Conv',
      'Relu',
      'Conv',
    ]);
  });
});

describe('a BatchNormalization stays', () => {
  const all = [weight, bias, ...statistics(6)];
  test.each<[string, OnnxModel]>([
    [
      'where something else reads the tensor',
      network(picture, [conv('a'), norm('a', 'b2'), node('Add', ['a', 'b2'], ['y'])], all),
    ],
    ['where the tensor is an output', network(picture, [conv('a'), norm('a', 'y')], all, ['y', 'a'])],
    [
      'where two nodes share the weight',
      network(picture, [conv('a'), conv('c'), norm('a', 'd'), node('Add', ['c', 'd'], ['y'])], all),
    ],
    ['behind another operator', network(picture, [node('Relu', ['x'], ['a']), norm('a', 'y')], statistics(4))],
    [
      'behind a scaled Gemm',
      network(
        [3, 7],
        [node('Gemm', ['x', 'w', 'b'], ['a'], { alpha: build.float(2) }), norm('a', 'y')],
        [random('w', [7, 6], 5), bias, ...statistics(6)],
      ),
    ],
  ])('%s', async (_, model) => {
    expect(await left(model)).toContain('BatchNormalization');
  });

  test('where it trains, where the variance is negative, and where it is asked for', () => {
    const trains = network(picture, [conv('a'), norm('a', 'y', { training_mode: int(1) })], all);
    const broken = network(picture, [conv('a'), norm('a', 'y')], [weight, bias, ...statistics(6, -1)]);
    const plain = network(picture, [conv('a'), norm('a', 'y')], all);
    for (const simple of [
      simplifyModel(trains),
      simplifyModel(broken),
      simplifyModel(plain, { foldBatchNorm: false }),
    ]) {
      expect(simple.graph.nodes.map(({ op }) => op)).toEqual(['Conv', 'BatchNormalization']);
    }
  });
});
