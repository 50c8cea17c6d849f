import { afterAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import { miners } from '../../src/ops/mining.js';
import { batchOf, shapes } from '../support/batches.js';
import { expectObjectives } from '../support/expect-objective.js';
import { kindsOf, openObjectives } from '../support/objectives.js';

const BATCHES = 500;

const cpu = new Cpu(twins, 'f64');
afterAll(() => cpu.destroy());

describe('every objective on the twin equals triple loops over 500 batches', () => {
  it.each(miners)('%s', async (miner) => {
    let compared = 0;
    for (const [shape, size] of shapes.entries()) {
      const objectives = await openObjectives(cpu, size, kindsOf(miner));
      for (let index = shape; index < BATCHES; index += shapes.length) {
        const batch = batchOf(index);
        compared += expectObjectives(`batch ${index}`, batch, await objectives.run(batch, index));
      }
      objectives.close();
    }
    expect(compared).toBeGreaterThan(BATCHES * 48);
  });
});
