import { expect, test } from 'vitest';
import { importEncoder } from '../../src/conversion/import.js';
import { float, int, ints, node } from '../../src/onnx/build.js';
import { elements } from '../../src/ops/node.js';
import { modelOf, random } from '../support/imported.js';

// An exporter writes tuned values back into the initialisers, so every origin must say exactly where a number came from.

const initialisers = [
  random('kernel', [4, 3, 2, 2]),
  random('kernel bias', [4]),
  random('depth', [8, 1, 2, 3]),
  random('slope', [8, 1, 1]),
  random('scale', [8, 1, 1]),
  random('gain', [8]),
  random('dense', [24, 6]),
  random('offset', [1, 6]),
  random('token', [1, 6]),
];

const model = modelOf({
  row: [3, 5, 6],
  nodes: [
    node('Conv', ['x', 'kernel', 'kernel bias'], ['a'], { strides: ints(1, 1) }),
    node('Conv', ['a', 'depth'], ['b'], { group: int(4) }),
    node('PRelu', ['b', 'slope'], ['c']),
    node('Mul', ['scale', 'c'], ['d']),
    node('BatchNormalization', ['d', 'gain', 'gain', 'gain', 'gain'], ['e']),
    node('MaxPool', ['e'], ['f'], { kernel_shape: ints(1, 1) }),
    node('Flatten', ['f'], ['g']),
    node('Gemm', ['g', 'wide', 'offset'], ['h'], { alpha: float(0.5), beta: float(4) }),
    node('LayerNormalization', ['h', 'norm'], ['i']),
    node('Concat', ['i', 'token'], ['y'], { axis: int(1) }),
  ],
  initialisers: [...initialisers, random('wide', [8 * 3 * 3, 6]), random('norm', [6])],
  batch: 1,
});

/** parameter = scale · transpose(reshape(initialiser, view), order), element by element. */
test('origins say where every number of every parameter came from', () => {
  const { graph, values, origins } = importEncoder(model);
  expect([...values.keys()]).toEqual([...origins.keys()]);
  const tensors = new Map(model.graph.initialisers.map((tensor) => [tensor.name, tensor]));
  for (const [name, origin] of origins) {
    const got = values.get(name)!;
    if (!('initialiser' in origin)) continue;
    const { data } = tensors.get(origin.initialiser)!;
    const stored = new Float32Array(Uint8Array.from(data).buffer);
    expect([...origin.order].sort()).toEqual(origin.view.map((_, axis) => axis));
    expect(elements(origin.view)).toBe(stored.length);
    const shape = origin.order.map((axis) => origin.view[axis]!);
    for (let index = 0; index < got.length; index++) {
      const place = shape.map((side, i) => Math.floor(index / elements(shape.slice(i + 1))) % side);
      const at = origin.view.reduce((sum, side, axis) => sum * side + place[origin.order.indexOf(axis)]!, 0);
      if (got[index] !== Math.fround(stored[at]! * origin.scale)) throw new Error(`${name}: differs at ${index}`);
    }
    const reader = model.graph.nodes.find(({ outputs }) => outputs[0] === origin.reader.node);
    expect(reader?.inputs[origin.reader.input]).toBe(origin.initialiser);
  }
  expect(origins.get('i.bias')).toEqual({ reader: { node: 'i', input: 2 } });
  expect(values.get('i.bias')).toEqual(new Float32Array(6));
  expect(origins.get('h.weight')).toMatchObject({ initialiser: 'wide', order: [1, 0], scale: 0.5 });
  expect(origins.get('h.bias')).toMatchObject({ initialiser: 'offset', scale: 4 });
  expect(origins.get('d.operand')).toMatchObject({ initialiser: 'scale', reader: { node: 'd', input: 0 } });
  expect(['mean', 'variance'].map((role) => origins.get(`e.${role}`)?.reader.input)).toEqual([3, 4]);
  expect(graph.nodes.every(({ group }) => group === 'backbone')).toBe(true);
});

test('names are unique and those of the nodes where they can be', () => {
  const twins = [
    { ...node('Relu', ['x'], ['a']), name: 'same' },
    { ...node('Sigmoid', ['a'], ['b']), name: 'same' },
    { ...node('Tanh', ['b'], ['y']), name: '' },
  ];
  const { graph } = importEncoder(modelOf({ row: [4], nodes: twins }));
  expect(graph.nodes.map(({ name }) => name)).toEqual(['same', 'same_2', 'y']);
  expect(graph.output).toBe('y');
});

test('what the output does not need is left out', () => {
  const nodes = [node('Conv', ['x', 'kernel'], ['a']), node('Relu', ['x'], ['y']), node('Sin', ['x'], ['z'])];
  const { graph, values } = importEncoder(modelOf({ row: [3, 5, 6], nodes, initialisers }));
  expect([graph.nodes.map(({ op }) => op), values.size]).toEqual([['relu'], 0]);
});
