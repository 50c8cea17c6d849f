import { parseArgs } from 'node:util';
import { runCase } from './run-case.js';
import { sources } from './sources.js';

const { seed, count } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '100000' } },
}).values;

const files = await sources();
const tally = new Map<string, number>();
const failures: unknown[] = [];
const began = performance.now();
let slowest = 0;
for (let index = 0; index < Number(count); index++) {
  const start = performance.now();
  try {
    for (const outcome of runCase(files, Number(seed), index)) tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
  } catch (error) {
    failures.push(error);
    console.error(error);
  }
  slowest = Math.max(slowest, performance.now() - start);
  if ((index + 1) % 10_000 === 0)
    console.error(`${index + 1} cases after ${Math.round((performance.now() - began) / 1000)} s`);
}
for (const [outcome, times] of [...tally].sort()) console.info(`${outcome.padEnd(32)} ${times}`);
console.info(`seed ${seed}: ${count} cases, slowest ${Math.round(slowest)} ms, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);
