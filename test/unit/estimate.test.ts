import { describe, expect, it } from 'vitest';
import { estimateSteps } from '../../src/node/cli/estimate.js';
import { int, model, node, value } from '../../src/onnx/build.js';
import { readOnnx } from '../../src/onnx/read.js';
import { simplifyModel } from '../../src/onnx/simplify.js';
import { splitPoints } from '../../src/onnx/split-points.js';
import { tinyConvModel } from '../support/tiny-conv.js';

describe('what a step takes', () => {
  it('is estimated for every split point', async () => {
    const simple = simplifyModel(readOnnx((await tinyConvModel()).bytes));
    const steps = estimateSteps(
      simple,
      splitPoints(simple).map(({ tensor }) => tensor),
    );
    for (const step of steps) expect(step).toMatchObject({ rows: 64, pieces: 1 });
  });

  it('is refused, and nothing else, where the batch cannot be freed', () => {
    const mixing = model({
      nodes: [
        node('Relu', ['x'], ['bent']),
        node('Softmax', ['bent'], ['mixed'], { axis: int(0) }),
        node('Relu', ['mixed'], ['y']),
      ],
      inputs: [value('x', [1, 4])],
      outputs: [value('y', [1, 4])],
    });
    const tensors = splitPoints(mixing).map(({ tensor }) => tensor);
    expect(tensors).toContain('bent');
    for (const step of estimateSteps(mixing, tensors))
      expect(step).toEqual({ refused: expect.stringMatching(/^freeBatch/) });
  });
});
