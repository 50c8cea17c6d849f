import { describe, expect, it } from 'vitest';
import { chain, named, withoutDetours } from '../../src/encoder/compose.js';
import { type Graph, resolveGraph } from '../../src/encoder/graph.js';

const linear = (name: string, input: string, outputs: number) => ({
  name,
  op: 'linear',
  inputs: [input],
  attributes: { outputs },
});
const back: Graph = {
  input: { name: 'x', shape: [6] },
  nodes: [linear('a', 'x', 4), linear('b', 'a', 5)],
  output: 'b',
};
const head: Graph = { input: { name: 'features', shape: [5] }, nodes: [linear('a', 'features', 3)], output: 'a' };

describe('composed graphs', () => {
  it('read one from the other, each part with its names and its group', () => {
    const graph = chain(named(back, 'backbone/', 'backbone'), head);
    const { parameters, inputWidth, outputWidth } = resolveGraph(graph);
    expect([inputWidth, outputWidth]).toEqual([6, 3]);
    expect(parameters.map(({ name, group }) => [name, group])).toEqual([
      ['backbone/a.weight', 'backbone'],
      ['backbone/a.bias', 'backbone'],
      ['backbone/b.weight', 'backbone'],
      ['backbone/b.bias', 'backbone'],
      ['a.weight', 'head'],
      ['a.bias', 'head'],
    ]);
  });

  it('of a part without nodes is the other part', () => {
    const none: Graph = { input: { name: 'x', shape: [5] }, nodes: [], output: 'x' };
    expect(chain(none, head)).toEqual({ input: none.input, nodes: [linear('a', 'x', 3)], output: 'a' });
  });
});

describe('detours', () => {
  const turn = (name: string, input: string, ...permutation: number[]) => ({
    name,
    op: 'transpose',
    inputs: [input],
    attributes: { permutation },
  });
  const input = { name: 'x', shape: [2, 3, 4] };
  const relu = (input: string) => ({ name: 'y', op: 'relu', inputs: [input] });

  it('are left out', () => {
    const nodes = [turn('a', 'x', 2, 0, 1), turn('b', 'a', 1, 2, 0), relu('b')];
    expect(withoutDetours({ input, nodes, output: 'y' })).toEqual({ input, nodes: [relu('x')], output: 'y' });
  });

  it('stay where the tensor between is read by others, but for the way back', () => {
    const other = { name: 'z', op: 'sigmoid', inputs: ['a'] };
    const nodes = [turn('a', 'x', 2, 0, 1), turn('b', 'a', 1, 2, 0), relu('b'), other, turn('c', 'z', 1, 2, 0)];
    const sum = { name: 's', op: 'add', inputs: ['y', 'c'] };
    const got = withoutDetours({ input, nodes: [...nodes, sum], output: 's' });
    expect(got.nodes.map(({ name, inputs }) => [name, ...inputs])).toEqual([
      ['a', 'x'],
      ['y', 'x'],
      ['z', 'a'],
      ['c', 'z'],
      ['s', 'y', 'c'],
    ]);
  });

  it('are no detours if they do not lead back', () => {
    const nodes = [turn('a', 'x', 1, 2, 0), turn('b', 'a', 1, 2, 0), relu('b')];
    expect(withoutDetours({ input, nodes, output: 'y' }).nodes.length).toBe(3);
  });
});
