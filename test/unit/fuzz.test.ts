import { describe, expect, test } from 'vitest';
import { KinfoldError } from '../../src/errors.js';
import { countAllocations } from '../fuzz/allocations.js';
import { damagedFile, guarded, runCase } from '../fuzz/run-case.js';
import { sources } from '../fuzz/sources.js';

/** As many cases as take a few seconds; `npm run fuzz` runs more. */
const CASES = 2_000;
const SEED = 20;

const files = await sources();

/** Milliseconds by the clock, and of the processor with other threads of the process; the lesser counts. */
const clocks = () => {
  const { user, system } = process.cpuUsage();
  return [performance.now(), (user + system) / 1000] as const;
};

test(`${CASES} damaged files: a result or a KinfoldError, within a second and twice the file's memory`, () => {
  const outcomes = new Map<string, number>();
  for (let index = 0; index < CASES; index++) {
    for (const outcome of runCase(files, SEED, index)) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  // Damage that no reader comes to would test nothing.
  const stages = ['read', 'inspect', 'simplify', 'freeBatch', 'split', 'import', 'write', 'safetensors'];
  for (const stage of stages) expect(outcomes.get(`${stage} result`), stage).toBeGreaterThan(10);
  const codes = ['read onnx-invalid', 'read onnx-truncated', 'read onnx-unsupported', 'freeBatch onnx-unsupported'];
  for (const code of [...codes, 'safetensors save-invalid', 'safetensors save-truncated']) {
    expect(outcomes.get(code), code).toBeGreaterThan(10);
  }
});

test('a case is the same file each time, and another in another case', () => {
  expect(damagedFile(files, SEED, 5)).toEqual(damagedFile(files, SEED, 5));
  expect(damagedFile(files, SEED, 6)).not.toEqual(damagedFile(files, SEED, 5));
});

describe('what the fuzzer looks for, it sees', () => {
  test('allocations of every way, but no views', () => {
    const list = new Float32Array(10);
    const allocated = (run: () => unknown) => countAllocations(() => void run());
    expect(allocated(() => new Uint8Array(100))).toEqual({ largest: 100, total: 100 });
    expect(allocated(() => new ArrayBuffer(100))).toEqual({ largest: 100, total: 100 });
    expect(allocated(() => list.slice())).toEqual({ largest: 40, total: 40 });
    expect(allocated(() => list.map((value) => value))).toEqual({ largest: 40, total: 40 });
    expect(allocated(() => Float64Array.from(list))).toEqual({ largest: 80, total: 80 });
    expect(allocated(() => new Uint8Array(list.buffer, 4, 8)).total).toBe(0);
    expect(allocated(() => list.subarray(1, 3)).total).toBe(0);
    expect(new Uint8Array(3)).toBeInstanceOf(Uint8Array);
  });

  test('other errors, large allocations, slow calls', () => {
    const calling = (run: () => unknown) => () => guarded('call', 100, run);
    expect(calling(() => 5)()).toEqual([5, 'result']);
    expect(
      calling(() => {
        throw new KinfoldError('onnx-invalid', 'a refusal');
      })(),
    ).toEqual([undefined, 'onnx-invalid']);
    expect(calling(() => [].at(0)!['length'])).toThrow(/no KinfoldError/);
    expect(calling(() => new Uint8Array(65_737))).toThrow(/allocated 65737 bytes at once/);
    expect(
      calling(() => {
        const [clock, processor] = clocks();
        for (let now = [clock, processor]; Math.min(now[0]! - clock, now[1]! - processor) < 1_100; )
          now = [...clocks()];
      }),
    ).toThrow(/took \d+ ms/);
  });
});
