import { afterAll, describe, expect, it } from 'vitest';
import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import { comparisons } from '../../src/ops/verifier.js';
import { batchOf } from '../support/batches.js';
import { comparable, expectVerifiers, runVerifiers, verifierKinds, weightsOf } from '../support/verifier-objectives.js';

const BATCHES = 500;

const cpu = new Cpu(twins, 'f64');
afterAll(() => cpu.destroy());

describe('every objective with a verifier on the twin equals plain loops over 500 batches', () => {
  it.each(comparisons)('%s', async (comparison) => {
    let above = 0;
    for (let index = 0; index < BATCHES; index++) {
      const batch = comparable(batchOf(index), comparison);
      const weights = weightsOf(batch.width, index);
      const results = await runVerifiers(cpu, batch, weights, verifierKinds(comparison, index));
      above += expectVerifiers(`batch ${index}`, batch, weights, results);
    }
    expect(above).toBeGreaterThan(BATCHES * 16);
  });
});
