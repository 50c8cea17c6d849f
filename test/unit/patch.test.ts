import { describe, expect, it } from 'vitest';
import { appendEncoder } from '../../src/conversion/export.js';
import { importEncoder } from '../../src/conversion/import.js';
import { patchModel } from '../../src/conversion/patch.js';
import { floatTensor, model, node, value } from '../../src/onnx/build.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { splitModel } from '../../src/onnx/split.js';

const row = value('', ['N', 2]);
const named = (name: string) => ({ ...row, name });

/** An If both of whose branches multiply `x` with an initialiser from outside and put out `inner`. */
const branches = (inner: string) => {
  const { graph } = model({
    nodes: [node('Mul', ['x', 'weight'], [inner])],
    inputs: [],
    outputs: [named(inner)],
  });
  return node('If', ['yes'], ['waist'], {
    then_branch: { kind: 'graph', value: graph },
    else_branch: { kind: 'graph', value: graph },
  });
};

/** The front and two nodes of the back read one initialiser. */
const shared = model({
  nodes: [branches('inner'), node('Mul', ['waist', 'weight'], ['a']), node('Add', ['a', 'weight'], ['y'])],
  initialisers: [{ name: 'yes', dims: [], type: 'bool', data: Uint8Array.of(1) }, floatTensor('weight', [2], [1, 2])],
  inputs: [named('x')],
  outputs: [named('y')],
  values: [named('waist')],
});

const floats = ({ graph }: OnnxModel, name: string) => {
  const { data } = graph.initialisers.find((tensor) => tensor.name === name)!;
  return [...new Float32Array(Uint8Array.from(data).buffer)];
};
const read = ({ graph }: OnnxModel, output: string) =>
  graph.nodes.find(({ outputs }) => outputs[0] === output)!.inputs[1]!;

describe('tuned values go back into a model', () => {
  const imported = importEncoder(splitModel(shared, 'waist').back);
  const tune = (of: Readonly<Record<string, number[]>>) =>
    patchModel(shared, imported, (name) => Float32Array.from(of[name] ?? imported.values.get(name)!));

  it('where what was not tuned apart keeps its initialiser', () => {
    expect(tune({})).toEqual(shared);
    const patched = tune({ 'a.operand': [3, 4] });
    expect(floats(patched, read(patched, 'a'))).toEqual([3, 4]);
    expect([read(patched, 'y'), floats(patched, 'weight')]).toEqual(['weight', [1, 2]]);
  });

  it('and what a graph inside a node of the front reads stays as it is', () => {
    const patched = tune({ 'a.operand': [3, 4], 'y.operand': [5, 6] });
    expect([read(patched, 'a'), read(patched, 'y')].map((name) => floats(patched, name))).toEqual([
      [3, 4],
      [5, 6],
    ]);
    expect(floats(patched, 'weight')).toEqual([1, 2]);
  });
});

it('names inside graphs are not given again to what stands behind', () => {
  const inside = {
    ...shared,
    graph: { ...shared.graph, nodes: [branches('embedding'), ...shared.graph.nodes.slice(1)] },
  };
  const relu = {
    input: { name: 'features', shape: [2] },
    nodes: [{ name: 'bent', op: 'relu', inputs: ['features'] }],
    output: 'bent',
  };
  const [output] = appendEncoder(inside, relu, () => new Float32Array()).graph.outputs;
  expect(output!.name).toBe('embedding_2');
});
