import { beforeAll, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../src/encoder/safetensors.js';
import { noStrangers, takeStrangers } from '../../src/engine/taught-strangers.js';
import type { Engine } from '../../src/engine/types.js';
import { cohortOf, strangers } from '../support/cohorts.js';
import { code, enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { refusal } from '../support/refusal.js';
import { thrown } from '../support/thrown.js';

const [own, others] = [strangers(60, 1), strangers(60, 2)];
let [cohort, other, overlapping]: Uint8Array[] = [];
beforeAll(async () => {
  cohort = await cohortOf(own);
  other = await cohortOf(others);
  overlapping = await cohortOf([...others, own[7]!]);
});

const far = 0.1;
const fast = { steps: 20, learningRate: 1e-2, patience: 4, heldOut: 0, distillation: 0 } as const;

/** An engine that was taught with the cohort, and whose weights are those. */
async function taught(): Promise<Engine> {
  const { engine } = await openEngine({ backend: 'cpu' });
  await enrolEveryone(engine);
  await engine.calibrate({ far, cohort: cohort! });
  expect((await teach(engine, { ...fast, cohort: cohort! })).report.kept).toBe('after');
  return engine;
}

async function expectRefused(engine: Engine): Promise<void> {
  const message = (count: string) => new RegExp(`${count} pictures of the cohort were in the cohort of a teach`);
  await expect(engine.calibrate({ far, cohort: cohort! })).rejects.toEqual(
    refusal('argument-invalid', message('120 of the 120')),
  );
  await expect(engine.calibrate({ far, cohort: overlapping! })).rejects.toEqual(
    refusal('argument-invalid', message('2 of the 122')),
  );
  expect((await engine.calibrate({ far, cohort: other! })).strangers).toBe(60);
}

it('a cohort that the weights were taught with, or a part of it, does not calibrate them, and another does', async () => {
  await expectRefused(await taught());
});

it('that is remembered through a save, a delta, redo and another teach, and goes with undo', async () => {
  const engine = await taught();
  const { engine: loaded } = await openEngine({ backend: 'cpu' });
  await loaded.load(await engine.save());
  await expectRefused(loaded);
  const { engine: applied } = await openEngine({ backend: 'cpu' });
  await enrolEveryone(applied);
  await applied.applyDelta(await engine.exportDelta());
  await expectRefused(applied);
  await engine.undo();
  expect((await engine.calibrate({ far, cohort: cohort! })).strangers).toBe(60);
  await engine.redo();
  await expectRefused(engine);
  expect((await teach(engine, { ...fast, learningRate: 1e-3, steps: 60, cohort: other! })).report.kept).toBe('after');
  for (const seen of [cohort!, other!]) {
    await expect(engine.calibrate({ far, cohort: seen })).rejects.toEqual(code('argument-invalid'));
  }
});

it('a teach whose weights were not taken leaves the cohort free', async () => {
  const { engine } = await openEngine({ backend: 'cpu' });
  await enrolEveryone(engine);
  const wild = { ...fast, learningRate: 1e30, optimiser: 'sgd', cohort: cohort! } as const;
  expect((await teach(engine, wild)).report.kept).toBe('before');
  expect((await engine.calibrate({ far, cohort: cohort! })).strangers).toBe(60);
});

it('a damaged list of them is refused, and no list means none', () => {
  const file = (shape: number[]) =>
    readSafetensors(
      writeSafetensors({
        'strangers.taught': { dtype: 'U8', shape, data: new Uint8Array(shape.reduce((a, b) => a * b, 1)) },
      }),
    );
  expect(takeStrangers('load', file([2, 8])).taught).toEqual(new Set(['0'.repeat(16)]));
  thrown(() => takeStrangers('load', file([2, 4])), 'save-invalid');
  thrown(() => takeStrangers('load', file([16])), 'save-invalid');
  expect(takeStrangers('load', { tensors: new Map(), metadata: new Map() }).taught).toEqual(noStrangers);
});
