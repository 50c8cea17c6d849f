import type { Graph, GraphNode } from '../../src/encoder/graph.js';
import { type Attributes, elements, type Shape } from '../../src/ops/node.js';

/** A node to be written as ONNX. */
export interface ExportCase {
  readonly op: string;
  /** Shapes of a row of each input. */
  readonly inputs: readonly Shape[];
  readonly attributes?: Attributes;
  /** Range of the numbers that go in. Default −2 to 2. */
  readonly range?: readonly [number, number];
}

const picture = [7, 6, 4];
const series = [9, 4];
const one = (op: string, ...attributes: Attributes[]) =>
  [{}, ...attributes].slice(attributes.length > 0 ? 1 : 0).map((each) => ({ op, inputs: [picture], attributes: each }));
const positive = (cases: readonly ExportCase[]): ExportCase[] => cases.map((each) => ({ ...each, range: [0.1, 3] }));

const convolutions = ['conv', 'depthwiseConv'].flatMap((op): ExportCase[] => {
  const outputs = op === 'conv' ? { outputs: 6 } : { multiplier: 2 };
  const odd = { kernel: [3, 2], strides: [2, 1], pads: [1, 0, 2, 1], dilations: [1, 2] };
  return [
    { op, inputs: [picture], attributes: { ...outputs, ...odd } },
    { op, inputs: [picture], attributes: { ...outputs, kernel: [1, 1], bias: 0 } },
    { op, inputs: [picture], attributes: { ...outputs, kernel: [2, 2], activation: 'relu' } },
    { op, inputs: [picture], attributes: { ...outputs, kernel: [2, 2], activation: 'leakyRelu', alpha: 0.2 } },
    { op, inputs: [picture], attributes: { ...outputs, kernel: [2, 2], activation: 'clip', low: -0.5, high: 0.5 } },
    { op, inputs: [picture], attributes: { ...outputs, kernel: [2, 2], activation: 'prelu' } },
    { op, inputs: [series], attributes: { ...outputs, kernel: [3], strides: [2], pads: [0, 1] } },
  ];
});

const pools = ['maxPool', 'averagePool'].flatMap((op): ExportCase[] => [
  { op, inputs: [picture], attributes: { kernel: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1] } },
  { op, inputs: [picture], attributes: { kernel: [2, 2], strides: [2, 2], ceil: 1 } },
  { op, inputs: [series], attributes: { kernel: [3], strides: [3] } },
]);

const binaries = ['add', 'sub', 'mul', 'div', 'pow'].flatMap((op) => {
  const pair = (...inputs: Shape[]) => ({ op, inputs });
  const constant = (input: Shape, operandShape: Shape, operandFirst: number) => ({
    op,
    inputs: [input],
    attributes: { operandShape, operandFirst },
  });
  return positive([
    pair(picture, picture),
    pair(picture, [6, 4]),
    pair([4], picture),
    pair([5], [5]),
    constant(picture, [4], 0),
    constant(picture, [4], 1),
    constant(picture, [], 0),
    constant(picture, [7, 1, 1], 1),
    constant([4], [3, 4], 0),
    constant([7, 6, 1], [4], 0),
  ]);
});

/** Every op, in every form that has one in ONNX. */
export const exportCases: readonly ExportCase[] = [
  ...convolutions,
  { op: 'conv', inputs: [picture], attributes: { outputs: 6, kernel: [3, 3], groups: 2, pads: [1, 1, 1, 1] } },
  { op: 'linear', inputs: [[5]], attributes: { outputs: 3 } },
  { op: 'linear', inputs: [[5]], attributes: { outputs: 3, bias: 0, activation: 'prelu' } },
  { op: 'linear', inputs: [picture], attributes: { outputs: 3, activation: 'relu' } },
  { op: 'linear', inputs: [picture], attributes: { outputs: 3, bias: 0 } },
  {
    op: 'matmul',
    inputs: [
      [2, 3, 4],
      [4, 5],
    ],
  },
  {
    op: 'matmul',
    inputs: [
      [4, 3],
      [2, 5, 4],
    ],
    attributes: { transposeA: 1, transposeB: 1 },
  },
  { op: 'parameter', inputs: [], attributes: { shape: [2, 3] } },
  ...binaries,
  ...['relu', 'elu', 'selu', 'sigmoid', 'tanh', 'softplus', 'hardSwish', 'mish', 'exp', 'neg', 'abs'].flatMap((op) =>
    one(op),
  ),
  ...one('elu', { alpha: 0.5 }),
  ...one('selu', { alpha: 1.5, gamma: 1.1 }),
  ...one('leakyRelu', {}, { alpha: 0.3 }),
  ...one('hardSigmoid', {}, { alpha: 0.3, beta: 0.4 }),
  ...one('gelu', {}, { approximate: 'tanh' }),
  ...one('clip', {}, { low: -0.5, high: 0.8 }, { low: 0, high: 6 }),
  ...positive([...one('sqrt'), ...one('log'), ...one('reciprocal')]),
  ...one('prelu'),
  { op: 'prelu', inputs: [[5]] },
  ...one('batchNorm', {}, { epsilon: 0.01 }, { statistics: 'batch' }),
  { op: 'batchNorm', inputs: [series] },
  { op: 'batchNorm', inputs: [[5]] },
  ...one('instanceNorm', {}, { epsilon: 0.1 }),
  { op: 'instanceNorm', inputs: [series], attributes: { spatial: 1 } },
  ...one('layerNorm', {}, { axes: 2, epsilon: 0.01 }, { axes: 3 }),
  ...pools,
  ...one('maxPool', { kernel: [2, 2], dilations: [2, 1] }),
  ...one('averagePool', { kernel: [3, 3], pads: [1, 1, 1, 1], countPadding: 1 }),
  ...['globalAveragePool', 'globalMaxPool'].flatMap((op) => [
    ...one(op),
    { op, inputs: [series], attributes: { spatial: 1 } },
  ]),
  ...one('l2Normalize'),
  { op: 'l2Normalize', inputs: [[5]] },
  ...one('lpNormalize', { axis: 0 }, { axis: 2, p: 1 }, { axis: 1, p: 2 }),
  ...one('noise', { sigma: 0.3 }),
  ...one('dropout', { ratio: 0.5 }),
  ...one('augment'),
  ...one('transpose', { permutation: [2, 0, 1] }),
  ...one('reshape', { shape: [14, 12] }, { shape: [168] }),
  ...one('slice', { starts: [6, 1, 0], sizes: [4, 2, 2], steps: [-2, 2, 3] }),
  ...one('slice', { starts: [1, 0, 1], sizes: [3, 6, 2], steps: [1, 1, 1] }),
  ...[0, 2].map((axis) => ({ op: 'concat', inputs: [picture, picture, picture], attributes: { axis } })),
  ...one('softmax', { axis: 2 }, { axis: 0 }),
  ...['reduceMean', 'reduceSum', 'reduceL2'].flatMap((op) =>
    one(op, { axes: [0, 1] }, { axes: [2], keepDims: 0 }, { axes: [0, 1, 2], keepDims: 0 }),
  ),
  ...one('pad', { pads: [1, 2, 0, 0, 1, 2] }, { pads: [1, 2, 0, 0, 1, 2], value: 3 }),
  ...one('pad', { pads: [1, 2, 0, 0, 1, 0], mode: 'reflect' }, { pads: [1, 2, 0, 0, 1, 2], mode: 'edge' }),
];

/** A graph of one input `x` with this node as its last one. Inputs of the node are cut out of `x`. */
export function graphOf({ op, inputs, attributes = {} }: ExportCase, channelsFirst: boolean): Graph {
  const nodes: GraphNode[] = [];
  const add = (name: string, op: string, inputs: readonly string[], attributes: Attributes = {}) => {
    nodes.push({ name, op, inputs, attributes });
    return name;
  };
  const width = Math.max(
    inputs.reduce((sum, shape) => sum + elements(shape), 0),
    1,
  );
  let start = 0;
  const read = inputs.map((shape, i) => {
    const cut = add(`cut${i}`, 'slice', ['x'], { starts: [start], sizes: [elements(shape)], steps: [1] });
    start += elements(shape);
    const input = add(`input${i}`, 'reshape', [cut], { shape });
    if (!channelsFirst || shape.length < 2) return input;
    // A window of one cell changes nothing, but ONNX has its result channels first.
    return add(`first${i}`, 'maxPool', [input], { kernel: shape.slice(1).map(() => 1) });
  });
  return { input: { name: 'x', shape: [width] }, nodes, output: add('node', op, read, attributes) };
}
