import { expect, test } from 'vitest';
import { Patience } from '../../src/gpu/patience.js';

/**
 * A device that needs `cost` ms a run on a core of its process, `spinning` times as long while somebody waits for it awake, and a
 * clock that only moves when somebody waits.
 */
function setUp({ inProcess = true, spinning = 1 } = {}) {
  let time = 0;
  let busyUntil = 0;
  const sleeps: number[] = [];
  const patience = new Patience({
    now: () => time,
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds);
      time += milliseconds;
    },
    processorTime: () => (inProcess ? Math.min(time, busyUntil) : undefined),
  });
  const go = async (runs: number, cost: number) => {
    for (let i = 0; i < runs; i++) patience.noteRun();
    busyUntil = Math.max(busyUntil, time) + runs * cost;
    await patience.waitFor(async () => {
      time += Math.max(busyUntil - time, 0) * spinning;
    });
  };
  return { go, sleeps };
}

test('sleeps for four fifths of what the runs took before, by their number', async () => {
  const { go, sleeps } = setUp();
  for (let i = 0; i < 2; i++) await go(10, 5);
  expect(sleeps).toEqual([]);
  await go(10, 5);
  await go(4, 5);
  expect(sleeps).toEqual([40, 16]);
});

test('wakes soon after a device whose work became much shorter', async () => {
  const { go, sleeps } = setUp();
  for (let i = 0; i < 2; i++) await go(1, 100_000);
  await go(1, 200);
  expect(sleeps).toEqual([50, 50, 50, 50, 50]);
});

test('does not sleep where the adapter is not in this process', async () => {
  const { go, sleeps } = setUp({ inProcess: false });
  for (let i = 0; i < 5; i++) await go(1, 100);
  expect(sleeps).toEqual([]);
});

test('does not sleep for short work', async () => {
  const { go, sleeps } = setUp();
  for (let i = 0; i < 5; i++) await go(1, 3);
  expect(sleeps).toEqual([]);
});

test('finds back when the work becomes shorter', async () => {
  const { go, sleeps } = setUp();
  for (let i = 0; i < 2; i++) await go(1, 100);
  for (let i = 0; i < 20; i++) await go(1, 10);
  expect(sleeps.at(-1)).toBeLessThan(12);
});

test('does not sleep for a single slow run, be it the first', async () => {
  const { go, sleeps } = setUp();
  for (const cost of [100, 1, 1, 1, 100, 1, 1]) await go(1, cost);
  expect(sleeps).toEqual([]);
});

test('goes on sleeping where that makes the work faster', async () => {
  const { go, sleeps } = setUp({ spinning: 1.5 });
  const slept: number[] = [];
  for (let i = 0; i < 12; i++) {
    await go(10, 6);
    slept.push(sleeps.splice(0).reduce((sum, sleep) => sum + sleep, 0));
  }
  expect(Math.min(...slept.slice(2))).toBeGreaterThan(48);
  expect(Math.max(...slept.slice(4))).toBeLessThan(60);
});

test('a read that fails leaves the next one in order', async () => {
  const { go, sleeps } = setUp();
  const patience = new Patience();
  patience.noteRun();
  await expect(patience.waitFor(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
  patience.noteRun();
  expect(await patience.waitFor(async () => 1)).toBe(1);
  await go(1, 5);
  expect(sleeps).toEqual([]);
});
