import { describe, expect, test } from 'vitest';
import type { OnnxAttribute } from '../../src/onnx/attribute.js';
import { float, int, ints, node, text } from '../../src/onnx/build.js';
import { expectLikeRuntime, random } from '../support/imported.js';

// Every form of convolutions, pools and norms over pictures, against onnxruntime.

const opsOf = (nodes: readonly { readonly op: string }[]) => nodes.map(({ op }) => op);

interface ConvCase {
  readonly row: readonly number[];
  readonly weight: readonly number[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly bias?: boolean;
}

const convs: Readonly<Record<string, ConvCase>> = {
  'over pictures, without a bias': { row: [3, 6, 5], weight: [4, 3, 3, 2] },
  'with stride, pads on one side and dilation': {
    row: [3, 9, 8],
    weight: [4, 3, 3, 2],
    attributes: { strides: ints(2, 1), pads: ints(1, 0, 2, 1), dilations: ints(2, 3) },
    bias: true,
  },
  'in groups': { row: [4, 5, 5], weight: [6, 2, 3, 3], attributes: { group: int(2) }, bias: true },
  depthwise: {
    row: [4, 5, 6],
    weight: [4, 1, 3, 3],
    attributes: { group: int(4), pads: ints(1, 1, 1, 1) },
    bias: true,
  },
  'depthwise, two outputs a channel': {
    row: [3, 5, 6],
    weight: [6, 1, 2, 3],
    attributes: { group: int(3) },
    bias: true,
  },
  'of one channel': { row: [1, 5, 6], weight: [3, 1, 2, 3], bias: true },
  SAME_UPPER: {
    row: [2, 7, 6],
    weight: [3, 2, 4, 3],
    attributes: { auto_pad: text('SAME_UPPER'), strides: ints(2, 3) },
  },
  SAME_LOWER: {
    row: [2, 7, 6],
    weight: [3, 2, 4, 3],
    attributes: { auto_pad: text('SAME_LOWER'), strides: ints(2, 3) },
  },
  VALID: { row: [2, 7, 6], weight: [3, 2, 4, 3], attributes: { auto_pad: text('VALID') } },
  'over series': { row: [3, 9], weight: [4, 3, 3], attributes: { strides: ints(2), pads: ints(1, 2) }, bias: true },
  'over series, depthwise': { row: [4, 9], weight: [4, 1, 3], attributes: { group: int(4) }, bias: true },
};

describe('Conv', () => {
  test.each(Object.entries(convs))('%s', async (_, { row, weight, attributes = {}, bias = false }) => {
    const inputs = ['x', 'w', ...(bias ? ['b'] : [])];
    const initialisers = [random('w', weight), ...(bias ? [random('b', [weight[0]!])] : [])];
    const { graph } = await expectLikeRuntime({ row, nodes: [node('Conv', inputs, ['y'], attributes)], initialisers });
    const isDepthwise = weight[1] === 1 && row[0]! > 1;
    expect(opsOf(graph.nodes)).toContain(isDepthwise ? 'depthwiseConv' : 'conv');
  });

  test('between convolutions nothing is transposed', async () => {
    const { graph } = await expectLikeRuntime({
      row: [3, 6, 5],
      nodes: [
        node('Conv', ['x', 'w'], ['a']),
        node('PRelu', ['a', 'slope'], ['b']),
        node('Conv', ['b', 'v'], ['c'], { pads: ints(1, 1, 1, 1) }),
        node('Add', ['b', 'c'], ['d']),
        node('GlobalAveragePool', ['d'], ['e']),
        node('Flatten', ['e'], ['y']),
      ],
      initialisers: [random('w', [4, 3, 2, 2]), random('slope', [4, 1, 1]), random('v', [4, 4, 3, 3])],
    });
    expect(opsOf(graph.nodes)).toEqual(['transpose', 'conv', 'prelu', 'conv', 'add', 'globalAveragePool', 'reshape']);
  });
});

const pools: Readonly<Record<string, readonly [string, readonly number[], Readonly<Record<string, OnnxAttribute>>]>> = {
  'AveragePool over pictures': ['AveragePool', [3, 7, 6], { kernel_shape: ints(3, 2), strides: ints(2, 2) }],
  'AveragePool that leaves the pads out': [
    'AveragePool',
    [3, 7, 6],
    { kernel_shape: ints(3, 3), pads: ints(1, 0, 1, 2) },
  ],
  'AveragePool that counts the pads': [
    'AveragePool',
    [3, 7, 6],
    { kernel_shape: ints(3, 3), pads: ints(1, 0, 1, 2), count_include_pad: int(1) },
  ],
  'AveragePool, ceil mode': [
    'AveragePool',
    [2, 7, 8],
    { kernel_shape: ints(3, 3), strides: ints(2, 2), ceil_mode: int(1) },
  ],
  'AveragePool, SAME_LOWER': ['AveragePool', [2, 7, 6], { kernel_shape: ints(2, 3), auto_pad: text('SAME_LOWER') }],
  'AveragePool over series': ['AveragePool', [2, 9], { kernel_shape: ints(3), strides: ints(2) }],
  'MaxPool with dilation': [
    'MaxPool',
    [3, 7, 8],
    { kernel_shape: ints(3, 2), dilations: ints(2, 1), strides: ints(1, 2) },
  ],
  'MaxPool with pads': [
    'MaxPool',
    [3, 7, 8],
    { kernel_shape: ints(3, 3), pads: ints(1, 1, 0, 1), strides: ints(2, 2) },
  ],
  'MaxPool, ceil mode': ['MaxPool', [3, 7, 8], { kernel_shape: ints(3, 3), strides: ints(3, 2), ceil_mode: int(1) }],
  'MaxPool, SAME_UPPER': [
    'MaxPool',
    [3, 7, 8],
    { kernel_shape: ints(3, 2), strides: ints(2, 2), auto_pad: text('SAME_UPPER') },
  ],
  'MaxPool over series': ['MaxPool', [3, 7], { kernel_shape: ints(3), strides: ints(2) }],
  GlobalAveragePool: ['GlobalAveragePool', [3, 5, 4], {}],
  GlobalMaxPool: ['GlobalMaxPool', [3, 5], {}],
};

describe('pools', () => {
  test.each(Object.entries(pools))('%s', async (_, [op, row, attributes]) => {
    await expectLikeRuntime({ row, nodes: [node(op, ['x'], ['y'], attributes)] });
  });
});

describe('norms of channels', () => {
  const of = (count: number) =>
    ['s', 'b', 'm', 'v'].slice(0, count).map((name, i) => random(name, [3], i / 2, i / 2 + 1));
  test.each([[[3, 4, 5]], [[3, 6]], [[3]]])('BatchNormalization of [%s]', async (row) => {
    const { graph, origins } = await expectLikeRuntime({
      row,
      nodes: [
        node('BatchNormalization', ['x', 's', 'b', 'm', 'v'], ['y'], { epsilon: float(0.01), momentum: float(0.7) }),
      ],
      initialisers: of(4),
    });
    expect(graph.nodes.find(({ op }) => op === 'batchNorm')?.attributes).toMatchObject({
      momentum: expect.closeTo(0.7),
    });
    expect([...origins.keys()]).toEqual(['y.weight', 'y.bias', 'y.mean', 'y.variance']);
  });
  test.each([[[3, 4, 5]], [[3, 6]]])('InstanceNormalization of [%s]', async (row) => {
    await expectLikeRuntime({
      row,
      nodes: [node('InstanceNormalization', ['x', 's', 'b'], ['y'], { epsilon: float(0.01) })],
      initialisers: of(2),
    });
  });
});
