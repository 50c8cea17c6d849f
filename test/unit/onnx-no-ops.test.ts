import { describe, expect, test } from 'vitest';
import * as build from '../../src/onnx/build.js';
import type { OnnxNode } from '../../src/onnx/graph.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { simplifyModel } from '../../src/onnx/simplify.js';
import type { OnnxTensor } from '../../src/onnx/tensor.js';
import { runOnnx } from '../support/ort.js';
import { numbers } from '../support/random.js';

const { node, int, ints } = build;

const network = (nodes: OnnxNode[], initialisers: OnnxTensor[] = [], opset = 13, outputs = ['y']): OnnxModel =>
  build.model(
    {
      nodes,
      initialisers,
      inputs: [build.value('x', ['N', 6])],
      outputs: outputs.map((name) => build.value(name, ['N', 6])),
    },
    { opsets: new Map([['', opset]]) },
  );

/** Simplifies, and checks in onnxruntime that the outputs stay. @returns operator, input and output of what is left. */
async function left(model: OnnxModel): Promise<string[]> {
  const input = Float32Array.from(numbers(5, 12));
  const simple = simplifyModel(model);
  expect(await runOnnx(simple, input, [2, 6])).toEqual(await runOnnx(model, input, [2, 6]));
  return simple.graph.nodes.map(({ op, inputs, outputs }) => `${inputs[0]} ${op} ${outputs[0]}`);
}

const around = (...middle: OnnxNode[]) => [node('Relu', ['x'], ['a']), ...middle, node('Neg', ['b'], ['y'])];

describe('nodes without effect go', () => {
  const integers = (name: string, ...values: number[]) => build.int64Tensor(name, [values.length], values);
  test.each<[string, OnnxNode, OnnxTensor[], number]>([
    ['Identity', node('Identity', ['a'], ['b']), [], 13],
    ['Dropout of operator set 9', node('Dropout', ['a'], ['b'], { ratio: build.float(0.4) }), [], 9],
    ['Dropout that does not train', node('Dropout', ['a', '', ''], ['b', 'mask']), [], 13],
    ['Cast to the type that it is', node('Cast', ['a'], ['b'], { to: int(1) }), [], 13],
    ['Reshape to the shape that it is', node('Reshape', ['a', 's'], ['b']), [integers('s', 0, -1)], 13],
    ['Flatten of a matrix', node('Flatten', ['a'], ['b']), [], 13],
    ['Transpose that moves nothing', node('Transpose', ['a'], ['b'], { perm: ints(0, 1) }), [], 13],
    ['Concat of one', node('Concat', ['a'], ['b'], { axis: int(1) }), [], 13],
    ['Expand to the shape that it is', node('Expand', ['a', 's'], ['b']), [integers('s', 1, 6)], 13],
  ])('%s', async (_, middle, initialisers, opset) => {
    expect(await left(network(around(middle), initialisers, opset))).toEqual(['x Relu a', 'a Neg y']);
  });

  test('a chain of them, at the input and at the output', async () => {
    const names = ['x', 'a', 'b', 'c', 'd'];
    const chain = (from: string, to: string) => node('Identity', [from], [to]);
    const nodes = [
      ...names.slice(1).map((to, at) => chain(names[at]!, to)),
      node('Relu', ['d'], ['e']),
      chain('e', 'f'),
      chain('f', 'y'),
    ];
    expect(await left(network(nodes))).toEqual(['x Relu y']);
  });
});

describe('nodes with an effect stay', () => {
  test.each<[string, OnnxNode[], OnnxTensor[]]>([
    ['an Identity from input to output', [node('Identity', ['x'], ['y'])], []],
    [
      'a Reshape to another shape',
      [node('Reshape', ['x', 's'], ['b']), node('Reshape', ['b', 's6'], ['y'])],
      [build.int64Tensor('s', [2], [-1, 3]), build.int64Tensor('s6', [2], [-1, 6])],
    ],
    [
      'a reversal',
      [node('Slice', ['x', 'one', 'end', 'axis', 'one'], ['y'])],
      [build.int64Tensor('one', [1], [-1]), build.int64Tensor('end', [1], [-100]), build.int64Tensor('axis', [1], [1])],
    ],
    [
      'a Clip as operator set 9 writes it',
      [node('Clip', ['x'], ['y'], { min: build.float(-0.1), max: build.float(0.1) })],
      [],
    ],
  ])('%s', async (name, nodes, initialisers) => {
    const model = network(nodes, initialisers, name.includes('9') ? 9 : 13);
    expect(await left(model)).toHaveLength(nodes.length);
  });

  test('a Dropout whose mask is read, or that trains', () => {
    const mask = network([
      node('Dropout', ['x'], ['b', 'mask']),
      node('Not', ['mask'], ['n']),
      node('Where', ['n', 'x', 'b'], ['y']),
    ]);
    const trains = network(around(node('Dropout', ['a', 'r', 't'], ['b'])), [
      build.floatTensor('r', [], [0.5]),
      { name: 't', dims: [], type: 'bool', data: Uint8Array.of(1) },
    ]);
    for (const model of [mask, trains]) {
      expect(simplifyModel(model).graph.nodes.map(({ op }) => op)).toContain('Dropout');
    }
  });

  test('operators of others, whatever they are called', () => {
    const model = network([node('Identity', ['x'], ['y'], {}, 'org.example')]);
    expect(simplifyModel(model).graph.nodes).toHaveLength(1);
  });

  test('two outputs of one tensor', async () => {
    const nodes = [node('Relu', ['x'], ['y']), node('Identity', ['y'], ['z'])];
    expect(await left(network(nodes, [], 13, ['y', 'z']))).toEqual(['x Relu y', 'y Identity z']);
  });

  test('what a graph inside a node reads keeps its name', async () => {
    const branch = build.model({
      nodes: [node('Add', ['b', 'b'], ['out'])],
      inputs: [],
      outputs: [build.value('out', ['N', 6])],
    }).graph;
    const attributes = {
      then_branch: { kind: 'graph', value: branch },
      else_branch: { kind: 'graph', value: branch },
    } as const;
    const nodes = [node('Relu', ['x'], ['a']), node('Identity', ['a'], ['b']), node('If', ['yes'], ['y'], attributes)];
    const yes: OnnxTensor = { name: 'yes', dims: [], type: 'bool', data: Uint8Array.of(1) };
    expect(await left(network(nodes, [yes]))).toEqual(['x Relu b', 'yes If y']);
  });
});
