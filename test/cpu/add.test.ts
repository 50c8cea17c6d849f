import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/add.js';

describe('twin of add', () => {
  it('computes a hand-worked example', () => {
    const y = new Float64Array(3);
    twin.forward({ a: Float64Array.of(1, 2, 3), b: Float64Array.of(10, -2, 0.5), y }, { count: 3 });
    expect([...y]).toEqual([11, 0, 3.5]);
  });
});
