import { expect, it } from 'vitest';
import * as twin from '../../src/cpu/gather.js';

it('the twin of gather picks rows and fails closed', () => {
  const y = new Float64Array(8).fill(Number.NaN);
  const bank = Float64Array.of(1, 2, 3, 4, 5, 6);
  twin.forward({ bank, indices: Uint32Array.of(2, 0, 3, 0xffffffff), y }, { rows: 4, width: 2, count: 3 });
  expect([...y]).toEqual([5, 6, 1, 2, 0, 0, 0, 0]);
});
