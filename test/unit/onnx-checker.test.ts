import { describe, expect, test } from 'vitest';
import * as build from '../../src/onnx/build.js';
import { inferFacts } from '../../src/onnx/facts/infer.js';
import { freeBatch } from '../../src/onnx/free-batch.js';
import { type OnnxModel, readOnnx } from '../../src/onnx/read.js';
import { simplifyModel } from '../../src/onnx/simplify.js';
import { splitModel } from '../../src/onnx/split.js';
import { splitPoints } from '../../src/onnx/split-points.js';
import { checkWithOnnx } from '../support/onnx-checker.js';
import { onnxFiles } from '../support/onnx-files.js';

const files = (await onnxFiles()).map(({ bytes, ...file }) => ({ ...file, model: readOnnx(bytes) }));

/** A file simplified, its batch freed where none is baked in, and both parts of it. */
function derived(model: OnnxModel, isBaked: boolean): OnnxModel[] {
  const simple = simplifyModel(model);
  const prepared = isBaked ? simple : freeBatch(simple);
  const points = splitPoints(prepared);
  const { front, back } = splitModel(prepared, points[Math.floor(points.length / 2)]!.tensor);
  return [prepared, front, back];
}

describe("ONNX's own library accepts what is written, and infers the shapes that are inferred here", () => {
  test.each(files)('$name', ({ model, isBaked }) => {
    const models = derived(model, isBaked);
    const verdicts = checkWithOnnx(models);
    for (const [index, verdict] of verdicts.entries()) {
      if (!('shapes' in verdict)) throw new Error(`model ${index}: ${verdict.error}`);
      const facts = inferFacts(models[index]!);
      let compared = 0;
      for (const [name, shape] of Object.entries(verdict.shapes)) {
        const ours = facts.get(name)?.shape;
        expect(ours?.length, name).toBe(shape.length);
        // Their library follows free sides by names of its own.
        const numbers = shape.filter((side, axis) => typeof side === 'number' && typeof ours![axis] === 'number');
        expect(
          ours!.filter((side, axis) => typeof side === 'number' && typeof shape[axis] === 'number'),
          name,
        ).toEqual(numbers);
        compared += numbers.length;
      }
      expect(compared).toBeGreaterThan(10);
    }
  });

  test('a model that is none is refused', () => {
    const relu = build.node('Relu', ['x', 'x'], ['y']);
    const model = build.model({ nodes: [relu], inputs: [build.value('x', [2])], outputs: [build.value('y', [2])] });
    expect(checkWithOnnx([model])).toEqual([{ error: expect.stringContaining('Relu') }]);
  });
});
