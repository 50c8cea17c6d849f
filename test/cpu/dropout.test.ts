import { describe, expect, it } from 'vitest';
import * as twin from '../../src/cpu/dropout.js';
import { node } from '../../src/ops/dropout.js';
import { nodeOps } from '../../src/ops/nodes.js';
import { runNode } from '../support/node-case.js';
import { numbers } from '../support/random.js';

function maskOf(count: number, { ratio = 0.25, salt = 0, seed = 42, step = 3 } = {}) {
  const y = new Float64Array(count);
  const params = { count, threshold: ratio * 2 ** 24, scale: 1, salt, seed, step };
  twin.forward({ x: new Float64Array(count).fill(1), y }, params);
  return y;
}

describe('twin of dropout', () => {
  it('drops the ratio, independently of the next element, step, salt and seed', () => {
    const count = 100_000;
    const dropped = (mask: Float64Array) => mask.map((kept) => (kept ? 0 : 1));
    const own = dropped(maskOf(count));
    const mean = (f: (i: number) => number) => own.reduce((sum, _, i) => sum + f(i), 0) / count;
    // Bounds of four standard errors: √(ratio · (1 − ratio) / count) and the same of ratio².
    expect(Math.abs(mean((i) => own[i]!) - 0.25)).toBeLessThan(0.0055);
    const others = [{ step: 4 }, { salt: 1 }, { seed: 43 }].map((other) => dropped(maskOf(count, other)));
    for (const other of [own.subarray(1), ...others]) {
      expect(Math.abs(mean((i) => own[i]! * (other[i] ?? 0)) - 0.0625)).toBeLessThan(0.0031);
    }
  });

  it('keeps everything at ratio 0, and scales what it keeps', () => {
    expect(maskOf(1000, { ratio: 0 }).every((kept) => kept === 1)).toBe(true);
    const y = new Float64Array(64);
    const x = numbers(1, 64);
    twin.forward({ x, y }, { count: 64, threshold: 0.5 * 2 ** 24, scale: 2, salt: 0, seed: 1, step: 2 });
    const mask = maskOf(64, { ratio: 0.5, seed: 1, step: 2 });
    expect([...y]).toEqual([...x.map((value, i) => (mask[i] ? 2 * value : 0))]);
  });
});

describe('dropout as a node', () => {
  it('is for training only', () => expect(node.trainingOnly).toBe(true));

  it.each(['dropout', 'noise'])(
    '%s: two nodes with seeds of their own differ, although a run has one seed',
    async (op) => {
      const x = numbers(1, 32);
      const outputOf = async (seed: number) => {
        const attributes = op === 'noise' ? { sigma: 1, seed } : { ratio: 0.5, seed };
        return (await runNode({ op, rows: 1, inputs: [[32]], attributes }, { input0: x })).y;
      };
      expect(await outputOf(1)).toEqual(await outputOf(1));
      expect(await outputOf(1)).not.toEqual(await outputOf(0));
    },
  );

  it.each([{}, { ratio: 1 }, { ratio: -0.1 }, { ratio: 0.5, seed: -1 }])('refuses the attributes %j', (attributes) => {
    expect(() => nodeOps['dropout']!.shape('drop', [[4]], attributes as Record<string, number>)).toThrow(
      expect.objectContaining({ code: 'argument-invalid', message: expect.stringContaining('drop: ') }),
    );
  });
});
