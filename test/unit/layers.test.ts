import { describe, expect, it } from 'vitest';
import { resolveGraph } from '../../src/encoder/graph.js';
import {
  averagePool,
  batchNorm,
  conv,
  dense,
  depthwiseConv,
  dropout,
  flatten,
  globalAveragePool,
  type Layer,
  l2Normalize,
  layer,
  layerNorm,
  maxPool,
  prelu,
  relu,
  residual,
  sequential,
} from '../../src/encoder/layers.js';
import type { Shape } from '../../src/ops/node.js';
import { expectClose } from '../support/compare.js';
import { infer, startingValues } from '../support/encoder.js';
import { numbers } from '../support/random.js';
import { refusal } from '../support/refusal.js';

/** Name and shape of every node; what comes behind `layers` is made a vector. */
function shapes(shape: Shape, ...layers: Layer[]): Record<string, Shape> {
  const { nodes } = resolveGraph(sequential(shape, [...layers, flatten]));
  return Object.fromEntries(nodes.slice(0, -1).map((node) => [node.name, node.shape]));
}

const picture = [9, 8, 3];

describe('layers one behind the other', () => {
  it('that drop have masks of their own, whatever their number', () => {
    const { nodes } = sequential([8], [dropout(0.5), dense(8), dropout(0.5), dropout(0.5)]);
    const seeds = nodes.flatMap(({ op, attributes }) => (op === 'dropout' ? [attributes?.['seed'] ?? 0] : []));
    expect(new Set(seeds).size).toBe(3);
  });

  it('are named after their ops and counted', () => {
    const graph = sequential(
      [28, 28, 1],
      [
        conv(8, { bias: false }),
        batchNorm(),
        relu,
        maxPool(2),
        residual([conv(8), batchNorm(), relu, depthwiseConv(), layerNorm]),
        prelu,
        averagePool(2),
        dropout(0.1),
        layer('gelu', { approximate: 'tanh' }),
        globalAveragePool,
        flatten,
        dense(4),
        l2Normalize,
      ],
    );
    const { nodes, outputWidth } = resolveGraph(graph);
    expect(nodes.map(({ name, shape }) => [name, ...shape].join(' '))).toEqual([
      'conv1 28 28 8',
      'batchNorm1 28 28 8',
      'relu1 28 28 8',
      'maxPool1 14 14 8',
      'conv2 14 14 8',
      'batchNorm2 14 14 8',
      'relu2 14 14 8',
      'depthwiseConv1 14 14 8',
      'layerNorm1 14 14 8',
      'add1 14 14 8',
      'prelu1 14 14 8',
      'averagePool1 7 7 8',
      'dropout1 7 7 8',
      'gelu1 7 7 8',
      'globalAveragePool1 1 1 8',
      'reshape1 8',
      'linear1 4',
      'l2Normalize1 4',
    ]);
    expect(outputWidth).toBe(4);
  });

  it('are plain data that JSON keeps', () => {
    const graph = sequential(picture, [residual([conv(3), batchNorm({ init: { kind: 'zeros' } })]), flatten, dense(2)]);
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
  });

  it('have parameters as their options say', () => {
    const graph = sequential(picture, [conv(4, { bias: false }), batchNorm(), flatten, dense(2, { bias: false })]);
    expect(resolveGraph(graph).parameters.map(({ name, trainable }) => `${name} ${trainable}`)).toEqual([
      'conv1.weight true',
      'batchNorm1.weight true',
      'batchNorm1.bias true',
      'batchNorm1.mean false',
      'batchNorm1.variance false',
      'linear1.weight true',
    ]);
  });
});

describe('padding of a convolution', () => {
  const padsOf = (shape: Shape, layer: Layer) => sequential(shape, [layer, flatten]).nodes[0]!.attributes!['pads'];

  it('`same` leaves ⌈size / stride⌉ positions, whatever the kernel', () => {
    for (const [kernel, stride] of [1, 2, 3, 5].flatMap((kernel) => [1, 2, 3].map((stride) => [kernel, stride]))) {
      const got = shapes(picture, conv(4, { kernel: kernel!, stride: stride! }));
      expect(got['conv1'], `${kernel} ${stride}`).toEqual([Math.ceil(9 / stride!), Math.ceil(8 / stride!), 4]);
      expect(shapes(picture, depthwiseConv({ kernel: kernel!, stride: stride! }))['depthwiseConv1']).toEqual([
        Math.ceil(9 / stride!),
        Math.ceil(8 / stride!),
        3,
      ]);
    }
  });

  it('`same` puts the odd cell behind, as TensorFlow and SAME_UPPER of ONNX', () => {
    // Height 9 at stride 2: 5 windows reach over 11 cells, 2 more. Width 8: 4 windows reach over 9, 1 more.
    expect(padsOf(picture, conv(4, { stride: 2 }))).toEqual([1, 0, 1, 1]);
    expect(padsOf(picture, conv(4, { kernel: [2, 5] }))).toEqual([0, 2, 1, 2]);
    // A stride beyond the kernel skips cells and needs none.
    expect(padsOf(picture, conv(4, { kernel: 1, stride: 3 }))).toEqual([0, 0, 0, 0]);
  });

  it('`valid` pads nothing', () => {
    expect(padsOf(picture, conv(4, { padding: 'valid' }))).toEqual([0, 0, 0, 0]);
    expect(shapes(picture, conv(4, { padding: 'valid', kernel: [3, 1], stride: 2 }))['conv1']).toEqual([4, 4, 4]);
  });
});

describe('a residual block', () => {
  const branch = [conv(3, { bias: false }), batchNorm(), relu, conv(3, { bias: false })];

  it('starts as the identity if the last norm of its branch starts at zero', async () => {
    const graph = sequential(picture, [residual([...branch, batchNorm({ init: { kind: 'zeros' } })]), flatten]);
    const input = numbers(3, 2 * 9 * 8 * 3);
    expectClose('y', await infer(graph, startingValues(graph), input, 2), input, { relative: 0, absolute: 0 });
  });

  it('does not without', async () => {
    const graph = sequential(picture, [residual([...branch, batchNorm()]), flatten]);
    const input = numbers(3, 9 * 8 * 3);
    const output = await infer(graph, startingValues(graph), input, 1);
    expect(output.some((value, i) => Math.abs(value - input[i]!) > 0.1)).toBe(true);
  });

  it('has a layer in its shortcut where the branch changes the shape', () => {
    const down = residual([conv(6, { stride: 2 }), relu, conv(6)], [conv(6, { kernel: 1, stride: 2 })]);
    expect(shapes(picture, down)['add1']).toEqual([5, 4, 6]);
  });
});

describe('what does not fit is refused', () => {
  it.each<[string, Shape, Layer[], string, RegExp]>([
    ['an unknown op', [4], [layer('rely')], 'argument-invalid', /the op is rely, expected one of .*relu/],
    ['a name from the prototype', [4], [layer('toString')], 'argument-invalid', /the op is toString/],
    ['no layers', [4], [], 'argument-invalid', /no layers/],
    ['no input', [], [relu], 'argument-invalid', /the input's shape is \[\], expected positive integers/],
    ['half an input', [2.5], [relu], 'argument-invalid', /shape is \[2\.5\]/],
    ['a convolution of a vector', [784], [conv(8)], 'shape-mismatch', /conv: got \[784\] .*height, width, channels/],
    ['a depthwise one', [28, 28], [depthwiseConv()], 'shape-mismatch', /depthwiseConv: got \[28, 28\]/],
    ['outputs that are none', picture, [conv(0), flatten], 'argument-invalid', /conv1: outputs is 0/],
    ['a stride that is none', picture, [conv(4, { stride: 0 }), flatten], 'argument-invalid', /conv1: strides/],
    [
      'a stride that no kernel can count',
      picture,
      [conv(4, { stride: 2 ** 31 }), flatten],
      'argument-invalid',
      /conv1: strides is .* from 1 to 2147483647/,
    ],
    ['a window that is too large', picture, [maxPool(10), flatten], 'shape-mismatch', /maxPool1: got \[9, 8, 3\]/],
    [
      'an output that is no vector',
      picture,
      [conv(8), l2Normalize],
      'shape-mismatch',
      /\[9, 8, 8\].*\[width\]; put flatten/,
    ],
    [
      'a branch that would be broadcast',
      picture,
      [residual([conv(1)]), flatten],
      'shape-mismatch',
      /residual: the branch: got \[9, 8, 1\] but expected \[9, 8, 3\]/,
    ],
  ])('%s', (_, shape, layers, code, message) => {
    expect(() => sequential(shape, layers)).toThrow(refusal(code, message));
  });
});
