import { describe, expect, test } from 'vitest';
import * as build from '../../src/onnx/build.js';
import { freeBatch } from '../../src/onnx/free-batch.js';
import type { OnnxNode } from '../../src/onnx/graph.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import type { OnnxTensor } from '../../src/onnx/tensor.js';
import type { OnnxValue } from '../../src/onnx/value.js';
import { runOnnx } from '../support/ort.js';
import { numbers } from '../support/random.js';
import { refusal } from '../support/refusal.js';

const { node, int, ints } = build;
const integers = (name: string, ...values: number[]) => build.int64Tensor(name, [values.length], values);

interface Network {
  readonly shape?: readonly (number | string)[];
  readonly output?: OnnxValue;
  readonly initialisers?: readonly OnnxTensor[];
  readonly opset?: number;
}

const network = (
  nodes: OnnxNode[],
  { shape = [1, 4, 6], output, initialisers = [], opset = 13 }: Network = {},
): OnnxModel =>
  build.model(
    { nodes, initialisers, inputs: [build.value('x', shape)], outputs: [output ?? { name: 'y', type: 'float32' }] },
    { opsets: new Map([['', opset]]) },
  );

const targetOf = ({ graph }: OnnxModel, output: string) => {
  const { inputs } = graph.nodes.find(({ outputs }) => outputs[0] === output)!;
  const { data } = graph.initialisers.find(({ name }) => name === inputs[1])!;
  return [...new BigInt64Array(Uint8Array.from(data).buffer)].map(Number);
};

/** Frees the batch, and checks in onnxruntime that a batch of three is what three pictures give one by one. */
async function freed(model: OnnxModel, row = [4, 6]): Promise<OnnxModel> {
  const free = freeBatch(model);
  const size = row.reduce((product, side) => product * side, 1);
  const input = Float32Array.from(numbers(4, 3 * size));
  const all = (await runOnnx(free, input, [3, ...row]))['y']!;
  const each: number[] = [];
  for (let at = 0; at < 3; at++)
    each.push(...(await runOnnx(model, input.subarray(at * size, (at + 1) * size), [1, ...row]))['y']!);
  expect([...all]).toEqual(each);
  return free;
}

describe('freeBatch', () => {
  test('a Reshape to the fixed batch is freed; one that two nodes share too', async () => {
    const nodes = [
      node('Reshape', ['x', 'flat'], ['a']),
      node('Relu', ['a'], ['b']),
      node('Reshape', ['b', 'flat'], ['c']),
      node('Reshape', ['c', 'open'], ['d']),
      node('Reshape', ['d', 'copied'], ['y']),
    ];
    const initialisers = [integers('flat', 1, 24), integers('open', 1, -1, 4), integers('copied', 0, 24)];
    const output = build.value('y', [1, 24]);
    const free = await freed(network(nodes, { initialisers, output }));
    expect([targetOf(free, 'a'), targetOf(free, 'c'), targetOf(free, 'd'), targetOf(free, 'y')]).toEqual([
      [-1, 24],
      [-1, 24],
      [0, -1, 4],
      [0, 24],
    ]);
    expect([free.graph.inputs[0]!.shape, free.graph.outputs[0]!.shape]).toEqual([
      ['N', 4, 6],
      ['N', 24],
    ]);
  });

  test('stated shapes follow, those of constants do not', () => {
    const nodes = [node('Relu', ['x'], ['a']), node('Neg', ['w'], ['b']), node('Add', ['a', 'b'], ['y'])];
    const model = network(nodes, { initialisers: [build.floatTensor('w', [1, 1, 6], new Float32Array(6))] });
    const values = [build.value('a', [1, 4, 6]), build.value('b', [1, 1, 6])];
    const free = freeBatch({ ...model, graph: { ...model.graph, values } });
    expect(free.graph.values.map(({ shape }) => shape)).toEqual([
      ['N', 4, 6],
      [1, 1, 6],
    ]);
  });

  test('shapes that are computed from the input are followed', async () => {
    const nodes = [
      node('Shape', ['x'], ['shape']),
      node('Slice', ['shape', 'zero', 'one'], ['rows']),
      node('Concat', ['rows', 'rest'], ['target'], { axis: int(0) }),
      node('Reshape', ['x', 'target'], ['a']),
      node('ConstantOfShape', ['target2'], ['zeros']),
      node('Concat', ['rows', 'three'], ['target2'], { axis: int(0) }),
      node('Concat', ['a', 'zeros'], ['y'], { axis: int(1) }),
    ];
    const order = [0, 1, 2, 3, 5, 4, 6].map((at) => nodes[at]!);
    await freed(
      network(order, {
        initialisers: [integers('zero', 0), integers('one', 1), integers('rest', -1), integers('three', 3)],
      }),
    );
  });

  test('a free batch stays as it is; a name that is taken is not taken again', () => {
    const relu = [node('Relu', ['x'], ['y'])];
    const free = network(relu, { shape: ['batch', 4] });
    expect(freeBatch(free)).toBe(free);
    expect(freeBatch(network(relu, { shape: [1, 'N'] })).graph.inputs[0]!.shape).toEqual(['N_1', 'N']);
  });

  test.each<[string, OnnxNode[], OnnxTensor[], RegExp, number?]>([
    [
      'an Expand of one row beside the data',
      [node('Expand', ['w', 's'], ['a']), node('Concat', ['x', 'a'], ['y'], { axis: int(1) })],
      [build.floatTensor('w', [1, 1, 6], new Float32Array(6)), integers('s', 1, 1, 6)],
      /"y" \(Concat\)/,
    ],
    ['a Reshape that mixes rows', [node('Reshape', ['x', 's'], ['y'])], [integers('s', 4, 6)], /"y" \(Reshape\)/],
    ['a sum over rows', [node('ReduceMean', ['x'], ['y'], { axes: ints(0) })], [], /"y" \(ReduceMean\)/],
    ['a Softmax over rows', [node('Softmax', ['x'], ['y'], { axis: int(0) })], [], /does not mix rows/],
    ['a Transpose of rows', [node('Transpose', ['x'], ['y'], { perm: ints(1, 0, 2) })], [], /"y" \(Transpose\)/],
    ['an axis that goes', [node('Squeeze', ['x', 's'], ['y'])], [integers('s', 0)], /"y" \(Squeeze\)/],
    ['one row of them', [node('Gather', ['x', 's'], ['y'])], [integers('s', 0)], /"y" \(Gather\)/],
    [
      'rows against columns',
      [
        node('Reshape', ['x', 's'], ['a']),
        node('ReduceMean', ['a'], ['b'], { axes: ints(1), keepdims: int(0) }),
        node('Add', ['a', 'b'], ['y']),
      ],
      [integers('s', 1, 24)],
      /"y" \(Add\)/,
    ],
    [
      'an operator that is not known',
      [node('CumSum', ['x', 's'], ['y'])],
      [build.int64Tensor('s', [], [0])],
      /"y" \(CumSum\)/,
    ],
    ['an output that is a constant', [node('Neg', ['w'], ['y'])], [build.floatTensor('w', [1], [1])], /output "y"/],
  ])('refuses %s, by name', (_, nodes, initialisers, message) => {
    expect(() => freeBatch(network(nodes, { initialisers }))).toThrow(refusal('onnx-unsupported', message));
  });

  test('refuses a fixed batch that stands in an operand, and inputs of several sizes', () => {
    const operand = build.floatTensor('w', [2, 4, 6], new Float32Array(48));
    const two = network([node('Add', ['x', 'w'], ['y'])], { shape: [2, 4, 6], initialisers: [operand] });
    expect(() => freeBatch(two)).toThrow(refusal('onnx-unsupported', /not for 2 only/));
    const model = network([node('Add', ['x', 'z'], ['y'])]);
    const inputs = [...model.graph.inputs, build.value('z', [6])];
    expect(() => freeBatch({ ...model, graph: { ...model.graph, inputs } })).toThrow(
      refusal('onnx-unsupported', /inputs x \[1, 4, 6\], z \[6\]/),
    );
  });
});
