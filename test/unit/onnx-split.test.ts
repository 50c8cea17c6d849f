import { describe, expect, test } from 'vitest';
import * as build from '../../src/onnx/build.js';
import type { OnnxModel } from '../../src/onnx/read.js';
import { splitModel } from '../../src/onnx/split.js';
import { splitPoints } from '../../src/onnx/split-points.js';
import { runOnnx } from '../support/ort.js';
import { numbers } from '../support/random.js';
import { refusal } from '../support/refusal.js';

const { node, int } = build;

const weights = (name: string, ...dims: number[]) =>
  build.floatTensor(
    name,
    dims,
    numbers(
      6,
      dims.reduce((product, side) => product * side, 1),
    ),
  );

/** x → a → b → (c → d, and b around them) → e → f → y; w2 is read in front and behind. */
function residual(): OnnxModel {
  return build.model({
    nodes: [
      node('Conv', ['x', 'w1'], ['a']),
      node('Relu', ['a'], ['b']),
      node('Conv', ['b', 'w2'], ['c']),
      node('Relu', ['c'], ['d']),
      node('Neg', ['unused'], ['dead']),
      node('Add', ['b', 'd'], ['e']),
      node('Neg', ['w2'], ['negative']),
      node('Conv', ['e', 'negative'], ['f']),
      node('GlobalAveragePool', ['f'], ['g']),
      node('Flatten', ['g'], ['h']),
      node('Gemm', ['h', 'w3'], ['y']),
    ],
    initialisers: [weights('w1', 4, 3, 1, 1), weights('w2', 4, 4, 1, 1), weights('w3', 4, 2), weights('unused', 9)],
    inputs: [build.value('x', ['N', 3, 5, 5])],
    outputs: [build.value('y', ['N', 2])],
  });
}

describe('splitPoints', () => {
  test('every tensor through which all paths go, with its row, its maker and what stands behind', () => {
    const points = splitPoints(residual());
    expect(points.map(({ tensor }) => tensor)).toEqual(['a', 'b', 'e', 'f', 'g', 'h']);
    const [a, , e, f, , h] = points;
    expect(a).toEqual({
      tensor: 'a',
      type: 'float32',
      shape: [4, 5, 5],
      op: 'Conv',
      parameters: 16 + 8,
      multiplications: 2 * 4 * 4 * 25 + 8,
    });
    expect(e).toMatchObject({ op: 'Add', parameters: 16 + 8, multiplications: 4 * 4 * 25 + 8 });
    expect(f).toMatchObject({ op: 'Conv', parameters: 8, multiplications: 8 });
    expect(h).toMatchObject({ shape: [4], op: 'Flatten', parameters: 8 });
  });

  test('a shape that is computed from the input is a path', () => {
    const nodes = [
      node('Shape', ['x'], ['s']),
      node('Relu', ['x'], ['a']),
      node('Neg', ['a'], ['b']),
      node('Reshape', ['b', 's'], ['c']),
      node('Abs', ['c'], ['y']),
    ];
    const model = build.model({ nodes, inputs: [build.value('x', ['N', 2])], outputs: [build.value('y', ['N', 2])] });
    expect(splitPoints(model).map(({ tensor }) => tensor)).toEqual(['c']);
  });

  test('the order of the nodes does not matter', () => {
    const { graph, ...rest } = residual();
    const order = [6, 0, 1, 2, 3, 5, 7, 8, 9, 10].map((at) => graph.nodes[at]!);
    expect(splitPoints({ ...rest, graph: { ...graph, nodes: order } })).toEqual(splitPoints(residual()));
  });

  test('several outputs: only what all of them need; tensors of integers, and without rows, are left out', () => {
    const nodes = [
      node('Relu', ['x'], ['a']),
      node('Cast', ['a'], ['whole'], { to: int(7) }),
      node('Cast', ['whole'], ['b'], { to: int(1) }),
      node('Transpose', ['b'], ['turned']),
      node('Transpose', ['turned'], ['c']),
      node('Neg', ['c'], ['y']),
      node('Abs', ['y'], ['z']),
    ];
    const outputs = ['y', 'z'].map((name) => build.value(name, ['N', 2]));
    const model = build.model({ nodes, inputs: [build.value('x', ['N', 2])], outputs });
    expect(splitPoints(model).map(({ tensor }) => tensor)).toEqual(['a', 'b', 'c']);
  });

  test('a shape that does not follow is taken from what the file states', () => {
    const nodes = [node('CumSum', ['x', 'axis'], ['a']), node('Relu', ['a'], ['y'])];
    const model = build.model({
      nodes,
      initialisers: [build.int64Tensor('axis', [], [1])],
      inputs: [build.value('x', ['N', 2])],
      outputs: [build.value('y', ['N', 2])],
      values: [build.value('a', ['N', 2])],
    });
    expect(splitPoints(model)).toMatchObject([{ tensor: 'a', type: 'float32', shape: [2] }]);
  });
});

describe('splitModel', () => {
  test.each(['a', 'b', 'e', 'f', 'h'])(
    'front and back at %s compute together what the model computes',
    async (tensor) => {
      const model = residual();
      const input = Float32Array.from(numbers(8, 2 * 75));
      const { front, back } = splitModel(model, tensor);
      expect(front.graph.outputs.map(({ name }) => name)).toEqual([tensor]);
      expect(back.graph.inputs.map(({ name }) => name)).toEqual([tensor]);
      expect(back.graph.inputs).toEqual(front.graph.outputs);
      const middle = (await runOnnx(front, input, [2, 3, 5, 5]))[tensor]!;
      const got = await runOnnx(back, middle, [2, ...(back.graph.inputs[0]!.shape!.slice(1) as number[])]);
      expect(got).toEqual(await runOnnx(model, input, [2, 3, 5, 5]));
    },
  );

  test('weights go where they are read, into both parts if both read them', () => {
    const { front, back } = splitModel(residual(), 'e');
    const names = ({ graph }: OnnxModel) => graph.initialisers.map(({ name }) => name);
    expect([names(front), names(back)]).toEqual([
      ['w1', 'w2'],
      ['w2', 'w3'],
    ]);
  });

  test('refuses by name, with the nearest tensors', () => {
    const at = (tensor: string) => () => splitModel(residual(), tensor);
    expect(at('c')).toThrow(refusal('argument-invalid', /"c".*leads around.*nearest are "b" and "e"/));
    expect(at('x')).toThrow(refusal('argument-invalid', /nearest are "a"/));
    expect(at('y')).toThrow(refusal('argument-invalid', /nearest are "h"/));
    expect(at('nowhere')).toThrow(refusal('argument-invalid', /does not have.*reach from "a" and "h"/));
  });

  test('says so where there is no point at all', () => {
    const model = build.model({
      nodes: [node('Relu', ['x'], ['a']), node('Add', ['x', 'a'], ['y'])],
      inputs: [build.value('x', ['N', 2])],
      outputs: [build.value('y', ['N', 2])],
    });
    expect(() => splitModel(model, 'a')).toThrow(refusal('argument-invalid', /this model has none/));
  });
});
