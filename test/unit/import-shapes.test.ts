import { describe, expect, test } from 'vitest';
import { float, floatTensor, int, int64Tensor, ints, node, tensorAttribute, text } from '../../src/onnx/build.js';
import { expectLikeRuntime, type ModelCase, random } from '../support/imported.js';

// What moves, joins, cuts and reduces, against onnxruntime. Behind a convolution a tensor stands channels last.

const list = (name: string, ...values: readonly number[]) => int64Tensor(name, [values.length], values);
const conv = node('Conv', ['x', 'w'], ['a']);
const weight = random('w', [2, 3, 1, 1]);

/** Nodes behind a convolution whose output `a` is [N, 2, 4, 5]; nodes without one read `x` [N, 2, 4, 5]. */
function behind(nodes: ModelCase['nodes'], initialisers: ModelCase['initialisers'] = [], opset = 17): ModelCase {
  return { row: [3, 4, 5], nodes: [conv, ...nodes], initialisers: [weight, ...initialisers], opset };
}

const cases: Readonly<Record<string, ModelCase>> = {
  Flatten: behind([node('Flatten', ['a'], ['y'])]),
  'Flatten from the end': behind([node('Flatten', ['a'], ['y'], { axis: int(-3) })]),
  'Reshape with 0 and -1': behind([node('Reshape', ['a', 's'], ['y'])], [list('s', 0, 2, -1)]),
  'Reshape with -1 for the batch': behind([node('Reshape', ['a', 's'], ['y'])], [list('s', -1, 8, 5)]),
  'Reshape of a fixed batch': {
    ...behind([node('Reshape', ['a', 's'], ['y'])], [list('s', 1, 40)]),
    batch: 1,
  },
  'Reshape to a computed shape': behind(
    [
      node('Shape', ['a'], ['sh']),
      node('Constant', [], ['zero'], { value: tensorAttribute(int64Tensor('', [], [0])) }),
      node('Gather', ['sh', 'zero'], ['n']),
      node('Unsqueeze', ['n', 'first'], ['n1']),
      node('Concat', ['n1', 'rest'], ['s'], { axis: int(0) }),
      node('Reshape', ['a', 's'], ['y']),
    ],
    [list('first', 0), list('rest', -1)],
  ),
  'Transpose to channels last': behind([node('Transpose', ['a'], ['y'], { perm: ints(0, 2, 3, 1) })]),
  'Transpose twice': behind([
    node('Transpose', ['a'], ['b'], { perm: ints(0, 3, 1, 2) }),
    node('Transpose', ['b'], ['y'], { perm: ints(0, 1, 3, 2) }),
  ]),
  'Squeeze and Unsqueeze': behind(
    [
      node('GlobalAveragePool', ['a'], ['b']),
      node('Squeeze', ['b', 'ax'], ['c']),
      node('Unsqueeze', ['c', 'ax'], ['y']),
    ],
    [list('ax', 2, -1)],
  ),
  'Squeeze and Unsqueeze by attributes': behind(
    [
      node('GlobalMaxPool', ['a'], ['b']),
      node('Squeeze', ['b'], ['c'], { axes: ints(3, 2) }),
      node('Unsqueeze', ['c'], ['y'], { axes: ints(1, 3) }),
    ],
    [],
    11,
  ),
  'Concat of channels': behind([node('Relu', ['a'], ['b']), node('Concat', ['a', 'b', 'a'], ['y'], { axis: int(1) })]),
  'Concat of different orders': behind([node('Concat', ['a', 'x'], ['y'], { axis: int(-3) })]),
  'Concat with a constant': {
    ...behind([node('Concat', ['c', 'a'], ['y'], { axis: int(2) })], [random('c', [1, 2, 3, 5])]),
    batch: 1,
  },
  Slice: behind(
    [node('Slice', ['a', 'b', 'e', 'ax', 'st'], ['y'])],
    [list('b', 1, -1), list('e', 1000, -100), list('ax', 2, -1), list('st', 2, -2)],
  ),
  'Slice of every axis': behind(
    [node('Slice', ['a', 'b', 'e'], ['y'])],
    [list('b', 0, 1, 0, 1), list('e', 2 ** 31 - 1, 2, -1, 4)],
  ),
  'Slice by attributes': behind(
    [node('Slice', ['a'], ['y'], { starts: ints(1, 0), ends: ints(3, -2), axes: ints(2, 3) })],
    [],
    9,
  ),
  'Pad by an input': behind(
    [node('Pad', ['a', 'p', 'v'], ['y'])],
    [list('p', 0, 1, 0, 2, 0, 0, 1, 0), floatTensor('v', [], [0.5])],
  ),
  'Pad that cuts': behind([node('Pad', ['a', 'p'], ['y'])], [list('p', 0, 0, -1, 2, 0, 0, 0, -2)]),
  'Pad of some axes': behind(
    [node('Pad', ['a', 'p', '', 'ax'], ['y'])],
    [list('p', 1, 2, 0, 1), list('ax', 3, -2)],
    18,
  ),
  'Pad by attributes': behind(
    [node('Pad', ['a'], ['y'], { pads: ints(0, 0, 1, 1, 0, 0, 1, 1), value: float(2) })],
    [],
    9,
  ),
  'Pad by reflection': behind(
    [node('Pad', ['a', 'p'], ['y'], { mode: text('reflect') })],
    [list('p', 0, 0, 2, 1, 0, 0, 1, 3)],
  ),
  'Pad by the edge': behind(
    [node('Pad', ['a', 'p'], ['y'], { mode: text('edge') })],
    [list('p', 0, 0, 2, 1, 0, 0, 1, 3)],
  ),
  Softmax: behind([node('Softmax', ['a'], ['y'], { axis: int(1) })]),
  'Softmax of the last axis': behind([node('Softmax', ['a'], ['y'])]),
  'Softmax of old, over all axes': behind([node('Softmax', ['a'], ['y'])], [], 11),
  'Softmax of old, over two axes': behind([node('Softmax', ['a'], ['y'], { axis: int(2) })], [], 9),
  'LpNormalization of channels': behind([node('LpNormalization', ['a'], ['y'], { axis: int(1) })]),
  'LpNormalization of order 1': behind([node('LpNormalization', ['a'], ['y'], { p: int(1) })]),
  'LayerNormalization of the last axis': behind(
    [node('LayerNormalization', ['a', 's', 'b'], ['y'], { epsilon: float(0.01) })],
    [random('s', [5]), random('b', [5])],
  ),
  'LayerNormalization of several axes': behind(
    [node('LayerNormalization', ['a', 's'], ['y'], { axis: int(1) })],
    [random('s', [2, 4, 5])],
  ),
};

test.each(Object.entries(cases))('%s', async (_, one) => {
  await expectLikeRuntime(one);
});

describe.each(['ReduceMean', 'ReduceSum', 'ReduceL2'])('%s', (op) => {
  const opset = op === 'ReduceSum' ? 11 : 17;
  test.each([
    ['of channels', [1], 1],
    ['of the picture, dropped', [3, -2], 0],
    ['of all, dropped', [1, 2, 3], 0],
  ] as const)('%s', async (_, axes, keep) => {
    const one = node(op, ['a'], ['y'], { axes: ints(...axes), keepdims: int(keep) });
    await expectLikeRuntime(behind([one], [], opset));
  });
  test('with axes as an input', async () => {
    await expectLikeRuntime(behind([node(op, ['a', 'ax'], ['y'])], [list('ax', 2)], 18));
  });
  test('of nothing', async () => {
    await expectLikeRuntime(behind([node(op, ['a'], ['y'], { noop_with_empty_axes: int(1) })], [], 18));
  });
});

test('a model without a node that runs passes its input on', async () => {
  const { graph } = await expectLikeRuntime({ row: [2, 3], nodes: [node('Identity', ['x'], ['y'])] });
  expect(graph.nodes.map(({ op }) => op)).toEqual(['reshape']);
});
