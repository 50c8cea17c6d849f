import { describe, expect, it } from 'vitest';
import { expectClose } from '../support/compare.js';
import { runNode } from '../support/node-case.js';

const exact = { relative: 1e-9, absolute: 1e-9 };

/** Two rows of two pixels of two channels; the gradient of the output is the node case's own. */
const values = () => ({
  input0: Float64Array.of(1, -2, 3, 0, 5, 4, 7, -6),
  weight: Float64Array.of(2, -1),
  bias: Float64Array.of(0.5, 1),
});
const withState = () => ({ ...values(), mean: Float64Array.of(1, 2), variance: Float64Array.of(4, 9) });

describe('twins of the channel norms', () => {
  const one = { op: 'batchNorm', inputs: [[2, 2]], rows: 2 };

  it('normalise with the stored statistics as PyTorch does in evaluation', async () => {
    const { y } = await runNode({ ...one, attributes: { epsilon: 0.5 } }, withState());
    const expected = [
      0.5, 2.2977713690461004, 2.385618083164127, 1.6488856845230502, 4.271236166328254, 0.3511143154769498,
      6.156854249492381, 3.5955427380922007,
    ];
    expectClose('y', y!, expected, exact);
  });

  it('normalise with the statistics of the batch as PyTorch does in training, and move the running ones as ONNX does', async () => {
    const attributes = { epsilon: 0.5, statistics: 'batch' };
    const { y, mean, variance } = await runNode({ ...one, attributes }, withState());
    const expected = [
      -2.058408596267325, 1.2721655269759087, -0.35280286542244166, 0.7278344730240913, 1.3528028654224418,
      -0.3608276348795434, 3.058408596267325, 2.360827634879543,
    ];
    expectClose('y', y!, expected, exact);
    // Means 4 and −1, variances 5 and 13 (PyTorch would take 20/3 and 52/3).
    expectClose('mean', mean!, [1.3, 1.7], exact);
    expectClose('variance', variance!, [4.1, 9.4], exact);
  });

  it('move nothing outside of training or where they are frozen, and take the stored statistics in inference', async () => {
    const attributes = { epsilon: 0.5, statistics: 'batch' };
    const [training, again, still, inference] = [
      await runNode({ ...one, attributes }, withState()),
      await runNode({ ...one, attributes, mode: 'recomputation' }, withState()),
      await runNode({ ...one, attributes, frozen: true }, withState()),
      await runNode({ ...one, attributes, mode: 'inference' }, withState()),
    ];
    const stored = await runNode({ ...one, attributes: { epsilon: 0.5 } }, withState());
    for (const run of [again, still]) expect(run['y']).toEqual(training['y']);
    expect(inference['y']).toEqual(stored['y']);
    for (const run of [again, still, inference, stored]) {
      expect([...run['mean']!, ...run['variance']!]).toEqual([1, 2, 4, 9]);
    }
  });

  it('normalise each picture as PyTorch does', async () => {
    const attributes = { epsilon: 0.5, spatial: 1 };
    const { y } = await runNode({ op: 'instanceNorm', inputs: [[2, 2]], rows: 2, attributes }, values());
    const expected = [
      -1.1329931618554523, 1.8164965809277263, 2.1329931618554525, 0.18350341907227385, -1.1329931618554518,
      0.0098524570233256, 2.1329931618554525, 1.9901475429766744,
    ];
    expectClose('y', y!, expected, exact);
  });
});
