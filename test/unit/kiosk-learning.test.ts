import { describe, expect, test } from 'vitest';
import type { TeachProgress } from '../../src/train/options.js';
import { failing, fakeKiosk, peopleOf } from '../support/kiosk.js';
import { refusal } from '../support/refusal.js';

describe('calibration', () => {
  const cohort = Uint8Array.of(1, 2, 3);

  test('is made again after every change, with the cohort that is kept', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    await expect(fake.kiosk.calibrate({ far: 0.1 })).rejects.toEqual(refusal('calibration-missing', /pass one/));
    expect(await fake.kiosk.calibrate({ far: 0.1, cohort })).toMatchObject({ far: 0.1 });
    expect((await fake.kiosk.info()).hasCohort).toBe(true);
    expect((await fake.enrol('Bo')).calibration).toBe('current');
    expect(await fake.kiosk.remove('Bo')).toEqual({ calibration: 'current' });
    const made = fake.log.filter(([name]) => name === 'calibrate').map(([, options]) => options);
    expect(made).toEqual([
      { far: 0.1, cohort },
      { far: 0.1, tail: 'counted', cohort },
      { far: 0.1, tail: 'counted', cohort },
    ]);
    await fake.kiosk.calibrate({ far: 0.001, tail: 'normal' });
    await fake.enrol('Cy');
    const [, again] = fake.log.findLast(([name]) => name === 'calibrate')!;
    expect(again).toEqual({ far: 0.001, tail: 'normal', cohort });
    await fake.kiosk.remove('Cy');
    expect((await fake.kiosk.remove('Ada')).calibration).toBe('failed');
  });

  test('that does not hold any more leaves the change and says so; other failures take it back', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    await fake.kiosk.calibrate({ far: 0.1, cohort });
    fake.engine.calibrate = failing('far-unsupported');
    expect((await fake.enrol('Bo')).calibration).toBe('failed');
    fake.engine.calibrate = failing('device-lost');
    await expect(fake.enrol('Cy')).rejects.toEqual(refusal('device-lost'));
    expect(await peopleOf(fake)).toEqual(['Ada', 'Bo']);
    expect(await fake.names()).toEqual(['Ada', 'Bo']);
  });
});

describe('learning', () => {
  test('is kept at its end, and nothing else changes meanwhile', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    const learning = fake.kiosk.personalise({ steps: 2 });
    expect((await learning.next()).value).toMatchObject({ step: 1 });
    await expect(fake.enrol('Bo')).rejects.toEqual(refusal('busy', /learning/));
    await expect(fake.kiosk.remove('Ada')).rejects.toEqual(refusal('busy'));
    await expect(fake.kiosk.personalise().next()).rejects.toEqual(refusal('busy'));
    await learning.next();
    expect(await learning.next()).toMatchObject({ done: true, value: { steps: 2, calibration: 'none' } });
    expect((await fake.enrol('Bo')).identity).toBe('Bo');
  });

  test('that is given up leaves things as they were', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    const before = await fake.engine.save();
    for await (const { step } of fake.kiosk.personalise()) if (step === 2) break;
    const controller = new AbortController();
    controller.abort();
    await expect(fake.kiosk.personalise({ signal: controller.signal }).next()).rejects.toEqual(refusal('aborted'));
    expect(await fake.engine.save()).toEqual(before);
    await fake.enrol('Bo');
  });

  test('that cannot be kept is forgotten', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    const before = await fake.engine.save();
    fake.store.keep = failing('store-full');
    const all = async () => {
      for await (const _ of fake.kiosk.personalise());
    };
    await expect(all()).rejects.toEqual(refusal('store-full'));
    expect(await fake.engine.save()).toEqual(before);
  });

  test('from a correction tells its progress', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    const steps: number[] = [];
    const onProgress = ({ step }: TeachProgress) => void steps.push(step);
    const report = await fake.kiosk.correct({ different: ['Ada', Uint8Array.of(1)] }, { steps: 2, onProgress });
    expect(report).toMatchObject({ calibration: 'none', distance: { before: 0.1 } });
    expect(steps).toEqual([1, 2]);
  });
});
