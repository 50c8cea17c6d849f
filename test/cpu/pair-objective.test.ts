import { afterAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import { pairLosses } from '../../src/metric/objective/pair-loss.js';
import { batchOf, shapes } from '../support/batches.js';
import { expectPairObjectives, pairKinds } from '../support/expect-pairs.js';
import { openObjectives } from '../support/objectives.js';

const BATCHES = 500;

const cpu = new Cpu(twins, 'f64');
afterAll(() => cpu.destroy());

describe('every objective of pairs on the twin equals plain loops over 500 batches', () => {
  it.each(pairLosses)('%s', async (loss) => {
    let above = 0;
    for (const [shape, size] of shapes.entries()) {
      const objectives = await openObjectives(cpu, size, pairKinds(loss));
      for (let index = shape; index < BATCHES; index += shapes.length) {
        const batch = batchOf(index);
        above += expectPairObjectives(`batch ${index}`, batch, await objectives.run(batch, index));
      }
      objectives.close();
    }
    expect(above).toBeGreaterThan(BATCHES * 48);
  });
});
