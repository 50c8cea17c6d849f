import { describe, expect, test } from 'vitest';
import { importEncoder } from '../../src/conversion/import.js';
import { int, int64Tensor, ints, node } from '../../src/onnx/build.js';
import { type ModelCase, modelOf, random } from '../support/imported.js';

const refusal = (message: RegExp, code = 'onnx-unsupported') =>
  expect.objectContaining({ name: 'KinfoldError', code, message: expect.stringMatching(message) });

const list = (name: string, ...values: readonly number[]) => int64Tensor(name, [values.length], values);

/** The message names the operator, the node, why, and where training can begin instead. */
const refused: Readonly<Record<string, readonly [ModelCase, RegExp]>> = {
  'an operator that is missing': [
    {
      row: [2, 6, 6],
      nodes: [
        node('Relu', ['x'], ['a']),
        node('Sin', ['a'], ['b']),
        node('Add', ['a', 'b'], ['c']),
        node('Flatten', ['c'], ['y']),
      ],
    },
    /Sin "b" is not among the operators that can be trained; train what lies behind "c"/,
  ],
  'one of another domain': [
    { row: [4], nodes: [node('Relu', ['x'], ['a'], {}, 'com.example'), node('Relu', ['a'], ['y'])] },
    /com\.example:Relu "a" is not among .* train what lies behind "a"/,
  ],
  'a second one behind the first': [
    {
      row: [2, 6],
      nodes: [
        node('Sin', ['x'], ['a']),
        node('Relu', ['a'], ['b']),
        node('Cos', ['b'], ['c']),
        node('Relu', ['c'], ['d']),
        node('Relu', ['d'], ['y']),
      ],
    },
    /Sin "a" .* behind "c"/,
  ],
  'a form that is missing behind it': [
    {
      row: [2, 6],
      nodes: [
        node('Sin', ['x'], ['a']),
        node('Relu', ['a'], ['b']),
        node('ReduceSum', ['b'], ['c']),
        node('Relu', ['c'], ['y']),
      ],
    },
    /Sin "a" .*; no tensor behind it will do either, so train a head on the output/,
  ],
  'a convolution over volumes': [
    { row: [2, 4, 4, 4], nodes: [node('Conv', ['x', 'w'], ['y'])], initialisers: [random('w', [3, 2, 2, 2, 2])] },
    /Conv "y" works on 3 axes behind the channels, expected one or two/,
  ],
  'weights that are computed': [
    { row: [2, 4, 4], nodes: [node('Relu', ['x'], ['w']), node('Conv', ['x', 'w'], ['y'])] },
    /Conv "y" computes its input 1 \("w"\), expected a constant/,
  ],
  'weights that do not fit': [
    { row: [3, 4, 4], nodes: [node('Conv', ['x', 'w'], ['y'])], initialisers: [random('w', [3, 2, 2, 2])] },
    /Conv "y" has weights of 2 channels in 1 groups for an input of 3 channels/,
  ],
  'a matrix that does not fit': [
    { row: [3, 6], nodes: [node('MatMul', ['x', 'w'], ['y'])], initialisers: [random('w', [5, 4])] },
    /MatMul "y" has a weight of the shape \[4, 5\], expected \[4, 6\]/,
  ],
  'a kernel that is larger than the picture': [
    { row: [2, 2, 4], nodes: [node('Conv', ['x', 'w'], ['y'])], initialisers: [random('w', [3, 2, 3, 2])] },
    /Conv "y" y: got \[2, 4, 2\] but expected/,
  ],
  'batch statistics': [
    {
      row: [2, 3],
      nodes: [node('BatchNormalization', ['x', 'v', 'v', 'v', 'v'], ['y'], { training_mode: int(1) })],
      initialisers: [random('v', [2])],
    },
    /BatchNormalization "y" takes the statistics of the batch/,
  ],
  'a transpose of the batch': [
    { row: [4, 2], nodes: [node('Transpose', ['x'], ['y'], { perm: ints(1, 0, 2) })] },
    /Transpose "y" moves the batch axis/,
  ],
  'a sum over the batch': [
    { row: [4, 2], nodes: [node('ReduceSum', ['x'], ['y'])] },
    /ReduceSum "y" works on the batch axis/,
  ],
  'a concatenation along the batch': [
    { row: [4], nodes: [node('Concat', ['x', 'x'], ['y'], { axis: int(0) })] },
    /Concat "y" works on the batch axis/,
  ],
  'other axes flattened into the batch': [
    { row: [4, 2], nodes: [node('Flatten', ['x'], ['y'], { axis: int(2) })] },
    /Flatten "y" puts other axes into the batch axis/,
  ],
  'a batch that a Reshape fixes': [
    { row: [4], nodes: [node('Reshape', ['x', 's'], ['y'])], initialisers: [list('s', 7, 4)] },
    /Reshape "y" fixes the batch to 7/,
  ],
  'a constant with a row for each picture': [
    { row: [4], nodes: [node('Add', ['x', 'c'], ['y'])], initialisers: [random('c', [3, 4])] },
    /Add "y" has a constant of the shape \[3, 4\] across the batch axis/,
  ],
  'a product across the batch': [
    { row: [4], nodes: [node('Transpose', ['x'], ['t'], { perm: ints(0, 1) }), node('MatMul', ['x', 't'], ['y'])] },
    /MatMul "y" multiplies across the batch axis/,
  ],
  'a slice of nothing': [
    {
      row: [4],
      nodes: [node('Slice', ['x', 'b', 'e', 'ax'], ['y'])],
      initialisers: [list('b', 3), list('e', 2), list('ax', 1)],
    },
    /Slice "y" leaves nothing of the axis 1/,
  ],
  'the mask of a Dropout': [
    { row: [4], nodes: [node('Dropout', ['x'], ['a', 'mask']), node('Cast', ['mask'], ['y'], { to: int(1) })] },
    /Cast "y" reads "mask", a further output of a node, and only first ones are made/,
  ],
};

test.each(Object.entries(refused))('%s is refused', (_, [one, message]) => {
  const model = modelOf(one);
  const opsets = new Map([...model.opsets, ['com.example', 1]]);
  // What a foreign operator makes is known where the file states it.
  const values = [{ name: 'a', type: 'float32' as const, shape: ['N', ...one.row] }];
  const graph = one.nodes[0]!.domain === '' ? model.graph : { ...model.graph, values };
  expect(() => importEncoder({ ...model, opsets, graph })).toThrow(refusal(message));
});

describe('models that no encoder can be made of', () => {
  const model = modelOf({ row: [4], nodes: [node('Relu', ['x'], ['a']), node('Relu', ['a'], ['y'])] });
  const { graph } = model;
  const withGraph = (changes: Partial<typeof graph>) => ({ ...model, graph: { ...graph, ...changes } });

  test('an old operator set', () => {
    expect(() => importEncoder({ ...model, opsets: new Map([['', 8]]) })).toThrow(refusal(/operator set 8/));
  });
  test('a side that is not known', () => {
    const inputs = [{ ...graph.inputs[0]!, shape: ['N', 'width'] }];
    expect(() => importEncoder(withGraph({ inputs }))).toThrow(
      refusal(/"x" has the shape \[N, width\], expected known sides/),
    );
  });
  test('another type', () => {
    const inputs = [{ ...graph.inputs[0]!, type: 'int32' as const }];
    expect(() => importEncoder(withGraph({ inputs }))).toThrow(refusal(/"x" is of type int32, expected float32/));
  });
  test('several inputs', () => {
    const inputs = [...graph.inputs, { ...graph.inputs[0]!, name: 'z' }];
    expect(() => importEncoder(withGraph({ inputs }))).toThrow(refusal(/the model has 2 inputs, expected one/));
  });
  test('several outputs, unless one is named', () => {
    const outputs = [...graph.outputs, { name: 'a', type: 'float32' as const }];
    expect(() => importEncoder(withGraph({ outputs }))).toThrow(
      refusal(/2 outputs \(y, a\), expected one/, 'argument-invalid'),
    );
    expect(importEncoder(withGraph({ outputs }), { output: 'a' }).graph.output).toBe('a');
    expect(() => importEncoder(model, { output: 'z' })).toThrow(refusal(/no node makes "z"/, 'argument-invalid'));
  });
  test('an output that is a constant', () => {
    const nodes = [node('Relu', ['c'], ['a']), node('Relu', ['a'], ['y'])];
    const folded = withGraph({ nodes: [node('Identity', ['c'], ['y'])], initialisers: [random('c', [1, 4])] });
    expect(() => importEncoder(folded)).toThrow(refusal(/output "y" is a constant/));
    expect(() => importEncoder(withGraph({ nodes, initialisers: [random('c', [2000])] }))).toThrow(refusal(/Relu "a"/));
  });
});
