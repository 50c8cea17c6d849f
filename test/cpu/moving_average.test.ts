import { describe, expect, it } from 'vitest';
import * as movingAverage from '../../src/ops/moving_average.js';
import { runOnTwin } from '../support/both.js';
import { expectClose } from '../support/compare.js';

const exact = { relative: 1e-12, absolute: 0 };

describe('twin of moving_average', () => {
  it('computes a hand-worked step', async () => {
    const tensors = {
      parameters: { data: [1, 2, 3, 0] },
      control: { data: [0, 1, 0] },
      average: { data: [0, 2, -1, 0] },
    };
    // The first step forgets with the decay 2 / 11, whatever is asked for above it.
    const { average } = await runOnTwin(tensors, (recorder, s) => movingAverage.update(recorder, s, 4, 0.9));
    expectClose('average', average, [9 / 11, 2, -1 + (4 * 9) / 11, 0], exact);
  });

  it('forgets faster while few steps have been taken', () => {
    const gain = (decay: number, step: number) => movingAverage.movingAverageParams(decay, step).gain;
    expect(gain(0.9, 1)).toBeCloseTo(9 / 11, 12);
    expect(gain(0.9, 80)).toBeCloseTo(0.1, 12);
    expect(gain(0.9, 81)).toBeCloseTo(0.1, 12);
    expect(gain(0.1, 1)).toBeCloseTo(0.9, 12);
  });
});
