import { describe, it } from 'vitest';
import * as adamw from '../../src/ops/adamw.js';
import { expectClose } from '../support/compare.js';
import { descendOnTwin } from '../support/optimiser.js';

describe('twin of adamw', () => {
  it('computes three steps as the published algorithm does', async () => {
    // Exactly f32, as the buffers are written.
    const parameters = Float64Array.of(1, -2, 0.5, 0);
    const gradients = [Float64Array.of(1, -2, 0.125, 0), Float64Array.of(-0.5, 4, 0, 0), Float64Array.of(2, 1, -3, 0)];
    const options = { learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.25 };
    const [p, m, v] = await descendOnTwin(
      {
        state: ['m', 'v'],
        record: (recorder, slices, count) => adamw.update(recorder, slices, count, options),
        params: (step) => adamw.adamwParams(options, step),
      },
      { count: 4, steps: 3, parameters, gradient: (step) => gradients[step - 1]! },
    );
    for (let i = 0; i < 4; i++) {
      // Loshchilov and Hutter, algorithm 2, as torch.optim.AdamW orders it: shrink, then step.
      let [theta, first, second] = [parameters[i]!, 0, 0];
      for (let t = 1; t <= 3; t++) {
        const g = gradients[t - 1]![i]!;
        theta *= 1 - 0.1 * 0.25;
        first = 0.8 * first + 0.2 * g;
        second = 0.95 * second + 0.05 * g ** 2;
        theta -= (0.1 * (first / (1 - 0.8 ** t))) / (Math.sqrt(second / (1 - 0.95 ** t)) + 1e-3);
      }
      expectClose(`word ${i}`, [p![i]!, m![i]!, v![i]!], [theta, first, second], { relative: 1e-12, absolute: 1e-14 });
    }
  });
});
