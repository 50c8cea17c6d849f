import { expect, it } from 'vitest';
import { readSafetensors } from '../../src/encoder/safetensors.js';
import { cohortOf, strangers } from '../support/cohorts.js';
import { expectBitEqual } from '../support/compare.js';
import { code, enrolEveryone, openEngine, teach } from '../support/engine-under-test.js';
import { Browser, consents } from '../support/store.js';
import { picturesOf } from '../support/tiny-engine.js';

const fast = { steps: 20, learningRate: 1e-2, patience: 4, heldOut: 0, distillation: 0 } as const;

it('an engine is kept with its views, corrections, calibration and the cohort that it was taught with, and restored as it was', async () => {
  const browser = new Browser();
  const options = { backend: 'cpu', augment: { gain: 0.02 }, views: 2 } as const;
  const { engine } = await openEngine(options);
  await enrolEveryone(engine);
  await teach(engine, { ...fast, cohort: await cohortOf(strangers(60, 2)) });
  await engine.tell({ different: ['Ada', picturesOf('Bo', 40, 1)[0]!] }, { steps: 4, every: 4, pictures: 2 });
  await engine.calibrate({ far: 0.1, cohort: await cohortOf(strangers(60, 1)) });
  const store = await browser.open();
  await store.keep(engine, { consents: consents('Ada', 'Bo', 'Cy') });
  const save = await engine.save();
  const parts = new Set([...readSafetensors(save).tensors.keys()].map((name) => name.split('.')[0]));
  expect([...parts].sort()).toEqual(['calibration', 'encoder', 'gallery', 'strangers', 'told']);
  expect(await store.templates()).toEqual(await engine.templates());
  await store.close();

  const again = await browser.open();
  const { engine: other } = await openEngine(options);
  expect(await again.restore(other)).toBe(true);
  expectBitEqual('restored', await other.save(), save);
  const [probe] = picturesOf('Cy', 50, 1);
  expect(await other.identify(probe!)).toEqual(await engine.identify(probe!));

  // Gone from the store is gone after the next start; what was measured with them promises nothing any more.
  await again.remove('Cy');
  await again.restore(other);
  expect((await other.identities()).map(({ identity }) => identity)).toEqual(['Ada', 'Bo']);
  await expect(other.identify(probe!)).rejects.toEqual(code('calibration-stale'));
});
