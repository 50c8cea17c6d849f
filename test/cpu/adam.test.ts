import { describe, expect, it } from 'vitest';
import * as adam from '../../src/ops/adam.js';
import { expectClose } from '../support/compare.js';
import { descendOnTwin, type Optimiser } from '../support/optimiser.js';

const exact = { relative: 1e-12, absolute: 1e-14 };
// Exactly f32, as the buffers are written.
const parameters = Float64Array.of(1, -2, 0.5, 0);
const gradients = [Float64Array.of(1, -2, 0.125, 0), Float64Array.of(-0.5, 4, 0.25, 0), Float64Array.of(2, 1, -3, 0)];

function optimiser(options: adam.AdamOptions): Optimiser {
  return {
    state: ['m', 'v'],
    record: (recorder, slices, count) => adam.update(recorder, slices, count, options),
    params: (step) => adam.adamParams(options, step),
  };
}

describe('twin of adam', () => {
  it('moves by the learning rate in the first step, whatever the gradient', async () => {
    const [p] = await descendOnTwin(optimiser({ learningRate: 0.5, epsilon: 1e-30 }), {
      count: 4,
      steps: 1,
      parameters,
      gradient: () => gradients[0]!,
    });
    expectClose('parameters', p!, [0.5, -1.5, 0, 0], exact);
  });

  it.each([0, 0.25])('computes three steps as the published algorithm does, weight decay %d', async (weightDecay) => {
    const options = { learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay };
    const [p, m, v] = await descendOnTwin(optimiser(options), {
      count: 4,
      steps: 3,
      parameters,
      gradient: (step) => gradients[step - 1]!,
    });
    for (let i = 0; i < 4; i++) {
      // Kingma and Ba, algorithm 1, with both bias-corrected moments written out.
      let [theta, first, second] = [parameters[i]!, 0, 0];
      for (let t = 1; t <= 3; t++) {
        const g = gradients[t - 1]![i]! + weightDecay * theta;
        first = 0.8 * first + 0.2 * g;
        second = 0.95 * second + 0.05 * g ** 2;
        theta -= (0.1 * (first / (1 - 0.8 ** t))) / (Math.sqrt(second / (1 - 0.95 ** t)) + 1e-3);
      }
      expectClose(`word ${i}`, [p![i]!, m![i]!, v![i]!], [theta, first, second], exact);
    }
  });

  it.each([{ beta1: 1 }, { beta2: -0.1 }, { epsilon: 0 }])('refuses %j', (wrong) => {
    expect(() => adam.adamParams({ learningRate: 0.1, ...wrong }, 1)).toThrow(
      expect.objectContaining({ code: 'argument-invalid' }),
    );
  });

  it('refuses a step before the first', () => {
    expect(() => adam.adamParams({ learningRate: 0.1 }, 0)).toThrow(
      expect.objectContaining({ code: 'argument-invalid' }),
    );
  });
});
