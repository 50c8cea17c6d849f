import { describe, it } from 'vitest';
import * as sgd from '../../src/ops/sgd.js';
import { expectClose } from '../support/compare.js';
import { descendOnTwin, type Optimiser } from '../support/optimiser.js';

const exact = { relative: 1e-6, absolute: 1e-9 };

function optimiser(options: sgd.SgdOptions): Optimiser {
  return {
    state: ['velocity'],
    record: (recorder, slices, count) => sgd.update(recorder, slices, count, options),
    params: () => sgd.sgdParams(options),
  };
}

describe('twin of sgd', () => {
  const parameters = Float64Array.of(1, -2, 0.5, 0);
  const gradient = () => Float64Array.of(1, 2, 0, 0);

  it('computes three hand-worked steps with momentum', async () => {
    const plain = optimiser({ learningRate: 0.1, momentum: 0.9 });
    const [p, v] = await descendOnTwin(plain, { count: 4, steps: 3, parameters, gradient });
    // Velocities of a constant gradient 1: 1, 1.9, 2.71; their sum is 5.61.
    expectClose('velocity', v!, [2.71, 5.42, 0, 0], exact);
    expectClose('parameters', p!, [1 - 0.561, -2 - 1.122, 0.5, 0], exact);
  });

  it('adds the weight decay to the clipped gradient', async () => {
    const decayed = optimiser({ learningRate: 0.5, weightDecay: 0.1 });
    const descent = { count: 4, steps: 2, parameters, gradient, control: () => [0.5, 0] as const };
    const [p] = await descendOnTwin(decayed, descent);
    // 1 → 1 − 0.5 · (0.5 + 0.1) = 0.7 → 0.7 − 0.5 · (0.5 + 0.07) = 0.415
    expectClose('parameters', p!, [0.415, -2.78, 0.45125, 0], exact);
  });
});
