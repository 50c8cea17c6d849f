import { describe, expect, test } from 'vitest';
import * as build from '../../src/onnx/build.js';
import type { OnnxGraph, OnnxNode } from '../../src/onnx/graph.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { simplifyModel } from '../../src/onnx/simplify.js';
import type { OnnxTensor } from '../../src/onnx/tensor.js';
import { runOnnx } from '../support/ort.js';
import { numbers } from '../support/random.js';

const { node, int, ints } = build;
const integers = (name: string, ...values: number[]) => build.int64Tensor(name, [values.length], values);
const scalar = (name: string, value: number) => build.int64Tensor(name, [], [value]);

/** A model from x to y of free shape. */
function network(nodes: OnnxNode[], initialisers: OnnxTensor[], shape: (number | string)[], opset = 13): OnnxModel {
  const rank = (length: number) => new Array<string>(length).fill('?');
  const outputs = [build.value('y', rank(shape.length))].map(({ shape: _, ...output }) => output);
  return build.model(
    { nodes, initialisers, inputs: [build.value('x', shape)], outputs },
    { opsets: new Map([['', opset]]) },
  );
}

/** Simplifies, and checks in onnxruntime that the bits of the output stay. @returns the graph. */
async function simplified(model: OnnxModel, dims: number[]): Promise<OnnxGraph> {
  const input = Float32Array.from(
    numbers(
      3,
      dims.reduce((product, side) => product * side, 1),
    ),
  );
  const simple = simplifyModel(model);
  const [got, expected] = [await runOnnx(simple, input, dims), await runOnnx(model, input, dims)];
  expect(got).toEqual(expected);
  return simple.graph;
}

const ops = ({ nodes }: OnnxGraph) => nodes.map(({ op }) => op);
const integersOf = (graph: OnnxGraph, name: string) => {
  const { data } = graph.initialisers.find((tensor) => tensor.name === name)!;
  return [...new BigInt64Array(Uint8Array.from(data).buffer)].map(Number);
};

/** Flattens all but the first axis through a chain of shapes, as exporters write it. */
function flattening(opset: number): { nodes: OnnxNode[]; initialisers: OnnxTensor[] } {
  const unsqueeze = (from: string, to: string) =>
    opset < 13 ? node('Unsqueeze', [from], [to], { axes: ints(0) }) : node('Unsqueeze', [from, 'axes'], [to]);
  return {
    nodes: [
      node('Shape', ['x'], ['shape']),
      node('Gather', ['shape', 'zero'], ['rows'], { axis: int(0) }),
      unsqueeze('rows', 'list'),
      node('Concat', ['list', 'rest'], ['target'], { axis: int(0) }),
      node('Reshape', ['x', 'target'], ['y']),
    ],
    initialisers: [scalar('zero', 0), integers('axes', 0), integers('rest', -1)],
  };
}

describe('shapes that are computed', () => {
  test.each([9, 11, 13, 18])('operator set %i: a free batch becomes a Reshape to [0, -1]', async (opset) => {
    const { nodes, initialisers } = flattening(opset);
    const graph = await simplified(network(nodes, initialisers, ['N', 3, 2], opset), [4, 3, 2]);
    expect(ops(graph)).toEqual(['Reshape']);
    expect(integersOf(graph, graph.nodes[0]!.inputs[1]!)).toEqual([0, -1]);
    expect(graph.initialisers).toHaveLength(1);
  });

  test('a fixed batch becomes a Reshape to [4, -1]', async () => {
    const { nodes, initialisers } = flattening(13);
    const graph = await simplified(network(nodes, initialisers, [4, 3, 2]), [4, 3, 2]);
    expect(integersOf(graph, graph.nodes[0]!.inputs[1]!)).toEqual([4, -1]);
  });

  test('a free side that is asked for elsewhere becomes -1, two of them stay computed', async () => {
    const chain = (pick: number[], rest: number[]) =>
      [
        node('Shape', ['x'], ['shape']),
        node('Gather', ['shape', 'pick'], ['rows']),
        node('Concat', ['rest', 'rows'], ['target'], { axis: int(0) }),
        node('Reshape', ['x', 'target'], ['y']),
        [integers('pick', ...pick), integers('rest', ...rest)],
      ] as const;
    const of = (parts: ReturnType<typeof chain>, shape: (number | string)[]) =>
      network(parts.slice(0, 4) as OnnxNode[], [...parts[4]], shape);
    const one = await simplified(of(chain([0], [6]), ['N', 6]), [5, 6]);
    expect(integersOf(one, one.nodes[0]!.inputs[1]!)).toEqual([6, -1]);
    const two = await simplified(of(chain([1, 0], [1, 6]), ['N', 'M', 6]), [5, 2, 6]);
    expect(ops(two)).toEqual(['Shape', 'Gather', 'Concat', 'Reshape']);
  });

  test('slices, casts and arithmetic of sides', async () => {
    const nodes = [
      node('Shape', ['x'], ['shape']),
      node('Slice', ['shape', 'two', 'end', 'zero'], ['sides']),
      node('Cast', ['sides'], ['floats'], { to: int(1) }),
      node('Mul', ['floats', 'factor'], ['scaled']),
      node('Floor', ['scaled'], ['whole']),
      node('Cast', ['whole'], ['sizes'], { to: int(7) }),
      node('Slice', ['shape', 'zero', 'two', 'zero'], ['head']),
      node('Div', ['head', 'divisor'], ['same']),
      node('Concat', ['same', 'sizes'], ['all'], { axis: int(0) }),
      node('Resize', ['x', '', '', 'all'], ['y'], { mode: build.text('nearest') }),
    ];
    const constants = [
      integers('two', 2),
      integers('zero', 0),
      integers('divisor', 1),
      build.floatTensor('factor', [], [1.5]),
    ];
    const end = { ...integers('end', 0), data: new Uint8Array(new BigInt64Array([2n ** 63n - 1n]).buffer) };
    const graph = await simplified(network(nodes, [...constants, end], [1, 2, 4, 6]), [1, 2, 4, 6]);
    expect(ops(graph)).toEqual(['Resize']);
    expect(integersOf(graph, 'all')).toEqual([1, 2, 6, 9]);
  });

  test('constants of float32 are folded with float32 rounding', async () => {
    const nodes = [
      node('Div', ['one', 'most'], ['factor']),
      node('Sqrt', ['factor'], ['root']),
      node('Mul', ['root', 'mean'], ['scaled']),
      node('Sub', ['x', 'scaled'], ['y']),
    ];
    const constants = [
      build.floatTensor('one', [], [1]),
      build.floatTensor('most', [], [255]),
      build.floatTensor('mean', [1, 3, 1, 1], [0.485, 0.456, 0.406]),
    ];
    expect(ops(await simplified(network(nodes, constants, ['N', 3, 2, 2]), [2, 3, 2, 2]))).toEqual(['Sub']);
  });
});

describe('constants', () => {
  test('every kind of Constant becomes an initialiser', async () => {
    const nodes = [
      node('Constant', [], ['a'], { value: build.tensorAttribute(build.floatTensor('', [2], [1, 2])) }),
      node('Constant', [], ['b'], { value_float: build.float(0.5) }),
      node('Constant', [], ['c'], { value_floats: build.floats(3, 4) }),
      node('Constant', [], ['d'], { value_ints: ints(2, -1) }),
      node('Add', ['x', 'a'], ['e']),
      node('Mul', ['e', 'b'], ['f']),
      node('Sub', ['f', 'c'], ['g']),
      node('Reshape', ['g', 'd'], ['y']),
    ];
    const graph = await simplified(network(nodes, [], [3, 2]), [3, 2]);
    expect(ops(graph)).toEqual(['Add', 'Mul', 'Sub', 'Reshape']);
    expect(graph.initialisers.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('a Constant that is an output stays a node', () => {
    const nodes = [node('Constant', [], ['y'], { value_float: build.float(0.5) })];
    expect(ops(simplifyModel(network(nodes, [], [1])).graph)).toEqual(['Constant']);
  });

  test('what no output needs goes: nodes, weights, stated shapes', async () => {
    const model = network(
      [node('Relu', ['x'], ['y']), node('Mul', ['x', 'w'], ['z'])],
      [build.floatTensor('w', [1], [2])],
      [2],
    );
    const stated = { ...model, graph: { ...model.graph, values: [build.value('z', [2])] } };
    const graph = await simplified(stated, [2]);
    expect([ops(graph), graph.initialisers, graph.values]).toEqual([['Relu'], [], []]);
  });
});
