import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { miners } from '../../src/ops/mining.js';
import { batchOf, shapes } from '../support/batches.js';
import { expectObjectives } from '../support/expect-objective.js';
import { openTestGpu } from '../support/gpu.js';
import { kindsOf, openObjectives } from '../support/objectives.js';

const BATCHES = 500;

let gpu: Gpu;
const cpu = new Cpu(twins, 'f64');
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => {
  gpu.destroy();
  cpu.destroy();
});

describe('every objective on the GPU equals triple loops', () => {
  // The 500 batches are shared out among the miners; each meets every other part of the combination with all of its own.
  it.each(miners)('%s', async (miner) => {
    const own = Array.from({ length: BATCHES }, (_, index) => index).filter(
      (index) => index % miners.length === miners.indexOf(miner),
    );
    let compared = 0;
    for (const [shape, size] of shapes.entries()) {
      const kinds = kindsOf(miner);
      const [onGpu, onTwin] = [await openObjectives(gpu, size, kinds), await openObjectives(cpu, size, kinds)];
      for (const index of own.filter((index) => index % shapes.length === shape)) {
        const batch = batchOf(index);
        const got = await onGpu.run(batch, index);
        compared += expectObjectives(`batch ${index}`, batch, got);
        // Miners that draw are to draw the same on both.
        for (const [at, twin] of (await onTwin.run(batch, index)).entries()) {
          expect([...got[at]!.negatives], `batch ${index}: ${JSON.stringify(twin.kind)}`).toEqual([...twin.negatives]);
        }
      }
      onGpu.close();
      onTwin.close();
    }
    expect(compared).toBeGreaterThan((BATCHES / miners.length) * 48);
  });
});
