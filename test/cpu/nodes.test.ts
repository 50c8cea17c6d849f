import { describe, expect, it } from 'vitest';
import { nodeOps } from '../../src/ops/nodes.js';
import { expectNodeGradients, type NodeCase } from '../support/node-case.js';

/** At least one case of every op; an op's own test has more. */
const cases: NodeCase[] = [
  { op: 'linear', inputs: [[5]], attributes: { outputs: 4 } },
  { op: 'conv', inputs: [[5, 4, 2]], attributes: { outputs: 3, kernel: [3, 2], strides: [2, 1], pads: [1, 0, 0, 1] } },
  { op: 'depthwiseConv', inputs: [[5, 4, 2]], attributes: { kernel: [3, 2], strides: [2, 1], pads: [1, 0, 0, 1] } },
  { op: 'linear', inputs: [[2, 5]], attributes: { outputs: 4 } },
  {
    op: 'add',
    inputs: [
      [2, 3],
      [2, 3],
    ],
    attributes: {},
  },
  ...['add', 'sub', 'mul', 'div', 'pow'].map((op) => ({
    op,
    inputs: [
      [4, 1, 3],
      [2, 1],
    ],
    attributes: {},
    given: { input0: (_: number, value: number) => value + 1.5, input1: (_: number, value: number) => value + 1.5 },
  })),
  { op: 'parameter', inputs: [], attributes: { shape: [2, 3] } },
  { op: 'relu', inputs: [[2, 3]], attributes: {} },
  { op: 'prelu', inputs: [[2, 3]], attributes: {} },
  ...[
    'leakyRelu',
    'elu',
    'selu',
    'sigmoid',
    'hardSigmoid',
    'hardSwish',
    'tanh',
    'softplus',
    'gelu',
    'mish',
    'exp',
    'neg',
    'abs',
  ].map((op) => ({ op, inputs: [[2, 3]], attributes: {} })),
  { op: 'clip', inputs: [[2, 3]], attributes: { low: -0.45, high: 0.35 } },
  ...['sqrt', 'log', 'reciprocal'].map((op) => ({
    op,
    inputs: [[2, 3]],
    attributes: {},
    given: { input0: (_: number, value: number) => value + 1.5 },
  })),
  // Enough rows for two chunks of the parameters' sums.
  { op: 'layerNorm', inputs: [[45, 3]], attributes: {} },
  { op: 'prelu', inputs: [[45, 2]], attributes: {} },
  { op: 'layerNorm', inputs: [[2, 5]], attributes: { epsilon: 0.01 } },
  { op: 'layerNorm', inputs: [[2, 3, 4]], attributes: { axes: 2 } },
  { op: 'batchNorm', inputs: [[2, 3]], attributes: {}, given: { variance: (_, value) => 1.5 + value } },
  { op: 'batchNorm', inputs: [[2, 2, 4]], attributes: { statistics: 'batch', epsilon: 0.01 } },
  { op: 'instanceNorm', inputs: [[2, 3, 2, 3]], attributes: { epsilon: 0.01 } },
  { op: 'instanceNorm', inputs: [[6, 4]], attributes: { spatial: 1, epsilon: 0.01 } },
  {
    op: 'averagePool',
    inputs: [[5, 6, 3]],
    attributes: { kernel: [3, 2], strides: [2, 3], dilations: [1, 2], pads: [1, 0, 2, 1], ceil: 1, countPadding: 1 },
  },
  { op: 'averagePool', inputs: [[2, 7, 4]], attributes: { kernel: [3], strides: [2], pads: [1, 1] } },
  {
    op: 'maxPool',
    inputs: [[5, 6, 3]],
    attributes: { kernel: [3, 2], strides: [2, 1], dilations: [1, 2], pads: [1, 0, 2, 1], ceil: 1 },
  },
  { op: 'maxPool', inputs: [[2, 7, 4]], attributes: { kernel: [3], strides: [2], pads: [1, 1] } },
  { op: 'globalAveragePool', inputs: [[2, 3, 2, 3]], attributes: {} },
  { op: 'globalMaxPool', inputs: [[2, 3, 2, 4]], attributes: {} },
  { op: 'globalMaxPool', inputs: [[6, 4]], attributes: { spatial: 1 } },
  { op: 'l2Normalize', inputs: [[2, 5]], attributes: {} },
  { op: 'dropout', inputs: [[2, 3]], attributes: { ratio: 0.4, seed: 5 } },
  { op: 'noise', inputs: [[2, 3]], attributes: { sigma: 0.3, seed: 5 } },
  { op: 'transpose', inputs: [[2, 3, 4]], attributes: { permutation: [2, 0, 1] } },
  { op: 'transpose', inputs: [[2, 3, 4, 2, 3]], attributes: { permutation: [3, 2, 1, 4, 0] } },
  { op: 'reshape', inputs: [[2, 6]], attributes: { shape: [3, 4] } },
  { op: 'slice', inputs: [[5, 4]], attributes: { starts: [4, 1], sizes: [3, 2], steps: [-2, 1] } },
  {
    op: 'concat',
    inputs: [
      [2, 3],
      [2, 1],
      [2, 4],
    ],
    attributes: { axis: 1 },
  },
  { op: 'softmax', inputs: [[3, 4]], attributes: { axis: 0 } },
  { op: 'lpNormalize', inputs: [[3, 4]], attributes: { axis: 0, p: 1 } },
  { op: 'reduceSum', inputs: [[2, 3, 4]], attributes: { axes: [0, 2] } },
  { op: 'reduceMean', inputs: [[2, 3, 4]], attributes: { axes: [0, 1], keepDims: 0 } },
  { op: 'reduceL2', inputs: [[2, 3, 4]], attributes: { axes: [1] } },
  { op: 'pad', inputs: [[3, 4, 2]], attributes: { pads: [1, 2, 0, 1, 0, 0], mode: 'reflect' } },
  {
    op: 'matmul',
    inputs: [
      [2, 3, 2],
      [1, 2, 4],
    ],
    attributes: {},
  },
];

/** Nothing in front of them learns. */
const withoutGradient = ['augment'];

/** Take any number of inputs but none. */
const joining = ['concat'];

describe('the ops as nodes', () => {
  it('are all tried here', () => {
    const tried = [...cases.map((one) => one.op), ...withoutGradient];
    expect([...new Set(tried)].sort()).toEqual(Object.keys(nodeOps).sort());
  });

  it.each(cases)('$op has gradients equal to central differences of every input and parameter', expectNodeGradients);

  it.each(cases)('$op refuses the wrong number of inputs', ({ op, attributes }) => {
    for (const inputs of [[], [[4], [4], [4]]].filter(({ length }) =>
      length === 0 ? op !== 'parameter' : !joining.includes(op),
    )) {
      expect(() => nodeOps[op]!.shape('node', inputs, attributes)).toThrow(
        expect.objectContaining({ code: 'shape-mismatch', message: expect.stringContaining('node') }),
      );
    }
  });
});
