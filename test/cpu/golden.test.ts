import { describe, expect, it } from 'vitest';
import { nodeOps } from '../../src/ops/nodes.js';
import { runOnTwin } from '../support/both.js';
import { expectGolden, goldenCases, goldenOps } from '../support/golden.js';

/** Random by design, or nothing to compute. */
const WITHOUT = ['noise', 'dropout', 'augment', 'reshape'];

describe("PyTorch's values and gradients", () => {
  it('are there for every op of an encoder', () => {
    const expected = Object.keys(nodeOps).filter((op) => !WITHOUT.includes(op));
    expect([...goldenOps].sort()).toEqual(expected.sort());
  });

  it.each(goldenCases)('equal the twin of $op $attributes of $inputs', (golden) =>
    expectGolden(golden, { relative: 1e-6, absolute: 1e-6 }, runOnTwin),
  );
});
