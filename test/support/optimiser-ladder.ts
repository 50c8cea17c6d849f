import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Gpu } from '../../src/gpu/gpu.js';
import { expectBitEqual, expectClose, toleranceFor } from './compare.js';
import { type Descent, descend, descendOnTwin, type Optimiser, randomGradient } from './optimiser.js';
import { sizes } from './random.js';

/** The GPU steps of the ladder for an optimiser: 20 steps against the twin, workgroup sizes, two runs, skipped steps. */
export function climbOptimiser(gpu: () => Gpu, optimiser: Optimiser): void {
  const fixed: Descent = { count: 4 * 197, steps: 20 };

  it('equals the f64 twin after 20 steps over random lengths, clipped in every third', async () => {
    await fc.assert(
      fc.asyncProperty(sizes(64), async (quads) => {
        const control = (step: number) => [step % 3 === 0 ? 0.25 : 1, 0] as const;
        const descent = { count: 4 * quads, steps: 20, control };
        const [got, expected] = [await descend(gpu(), optimiser, descent), await descendOnTwin(optimiser, descent)];
        for (const [i, values] of got.entries()) {
          expectClose(`${['parameters', ...optimiser.state][i]}`, values, expected[i]!, toleranceFor(20));
        }
      }),
      { numRuns: 10 },
    );
  });

  it('leaves padding at zero', async () => {
    for (const values of await descend(gpu(), optimiser, fixed)) {
      expect([...values.slice(fixed.count * 0.75)].every((value) => value === 0)).toBe(true);
      expect(values[0]).not.toBe(0);
    }
  });

  it('is bit-equal in two runs and with other workgroup sizes: no element depends on another', async () => {
    const first = await descend(gpu(), optimiser, fixed);
    for (const workgroup of [64, 32, 128]) {
      const again = await descend(gpu(), optimiser, { ...fixed, workgroup });
      for (const [i, values] of again.entries()) expectBitEqual(`workgroup ${workgroup}`, values, first[i]!);
    }
  });

  it('changes nothing in a skipped step, even with a gradient of NaN', async () => {
    const { count } = fixed;
    const before = await descend(gpu(), optimiser, { count, steps: 2 });
    const after = await descend(gpu(), optimiser, {
      count,
      steps: 3,
      gradient: (step) => (step < 3 ? randomGradient(count, step) : new Float64Array(count).fill(Number.NaN)),
      control: (step) => (step < 3 ? [1, 0] : [0, 1]),
    });
    for (const [i, values] of after.entries()) expectBitEqual('state', values, before[i]!);
  });
}
