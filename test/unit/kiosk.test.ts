import { describe, expect, test } from 'vitest';
import { KinfoldError, type KinfoldErrorCode } from '../../src/errors.js';
import { guardsIn } from '../../src/kiosk/guards.js';
import { PinLock } from '../../src/kiosk/pin-lock.js';
import type { TeachProgress } from '../../src/train/options.js';
import { fakeStore } from '../support/fake-store.js';
import { consentUntil, fakeKiosk, NOW } from '../support/kiosk.js';
import { refusal } from '../support/refusal.js';
import { thrown } from '../support/thrown.js';

const fail = (code: KinfoldErrorCode) => async () => {
  throw new KinfoldError(code, `fake: ${code}`);
};

const people = async ({ kiosk }: Awaited<ReturnType<typeof fakeKiosk>>) =>
  (await kiosk.people()).map(({ identity }) => identity);

describe('a change is in engine and store, or in neither', () => {
  test('an enrolment is kept with its consent', async () => {
    const fake = await fakeKiosk();
    expect(await fake.enrol('  Ada ', NOW + 1)).toEqual({
      identity: 'Ada',
      added: 1,
      pictures: 1,
      calibration: 'none',
    });
    expect(await fake.kiosk.people()).toMatchObject([{ identity: 'Ada', consent: consentUntil(NOW + 1) }]);
  });

  test('an enrolment that cannot be kept is taken back, and later ones are not held up', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    const { keep } = fake.store;
    fake.store.keep = fail('store-full');
    await expect(fake.enrol('Bo')).rejects.toEqual(refusal('store-full'));
    expect(await fake.names()).toEqual(['Ada']);
    fake.store.keep = keep;
    await fake.enrol('Cy');
    expect(await people(fake)).toEqual(['Ada', 'Cy']);
  });

  test('whoever is removed stays out of the store, although the engine fails', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    await fake.enrol('Bo');
    const { remove } = fake.engine;
    fake.engine.remove = fail('worker-crashed');
    await expect(fake.kiosk.remove('Ada')).rejects.toEqual(refusal('worker-crashed'));
    expect(await people(fake)).toEqual(['Bo']);
    // The engine still has her; after a restart it has what the store has.
    expect(await fake.names()).toEqual(['Ada', 'Bo']);
    fake.engine.remove = remove;
    await fake.kiosk.restart();
    expect(await fake.names()).toEqual(['Bo']);
    expect(fake.log).toContainEqual(['restart']);
  });

  test('a restart forgets what was never kept', async () => {
    const fake = await fakeKiosk();
    await fake.engine.enrol('Ghost', []);
    await fake.kiosk.restart();
    expect(await fake.names()).toEqual([]);
  });

  test('changes at the same time take turns', async () => {
    const fake = await fakeKiosk();
    await Promise.all(['Ada', 'Bo', 'Cy'].map((name) => fake.enrol(name)));
    expect(await people(fake)).toEqual(['Ada', 'Bo', 'Cy']);
    await Promise.all([fake.kiosk.remove('Ada'), fake.kiosk.remove('Cy')]);
    expect(await people(fake)).toEqual(['Bo']);
  });

  test('a consent can be renewed, and a backup taken and put back', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada', NOW + 1);
    await fake.kiosk.renew('Ada', consentUntil(NOW + 9));
    expect(await fake.kiosk.people()).toMatchObject([{ consent: { expires: NOW + 9 } }]);
    const file = await fake.kiosk.exportBackup('right');
    await expect(fake.kiosk.importBackup(file, 'wrong')).rejects.toEqual(refusal('passphrase-wrong'));
    await fake.kiosk.importBackup(file, 'right');
    expect(await people(fake)).toEqual(['Ada']);
  });
});

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
      { far: 0.1, cohort },
      { far: 0.1, cohort },
    ]);
    expect((await fake.kiosk.remove('Ada')).calibration).toBe('failed');
  });

  test('that does not hold any more leaves the change and says so; other failures take it back', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    await fake.kiosk.calibrate({ far: 0.1, cohort });
    fake.engine.calibrate = fail('far-unsupported');
    expect((await fake.enrol('Bo')).calibration).toBe('failed');
    fake.engine.calibrate = fail('device-lost');
    await expect(fake.enrol('Cy')).rejects.toEqual(refusal('device-lost'));
    expect(await people(fake)).toEqual(['Ada', 'Bo']);
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
    fake.store.keep = fail('store-full');
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

describe('consent', () => {
  test('that ends takes people out of the gallery', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada', NOW + 10);
    await fake.enrol('Bo');
    expect(await fake.kiosk.expire()).toEqual([]);
    fake.clock.now += 10;
    expect(await fake.kiosk.expire()).toEqual(['Ada']);
    expect([await people(fake), await fake.names()]).toEqual([['Bo'], ['Bo']]);
  });

  test('has to be there before pictures are taken', async () => {
    const { kiosk } = await fakeKiosk();
    thrown(() => kiosk.enrol('Ada', consentUntil(NOW)), 'consent-missing');
    thrown(() => kiosk.enrol(' ', consentUntil(null)), 'argument-invalid');
    thrown(() => kiosk.enrol('Ada', consentUntil(null), { pictures: 17 }), 'argument-invalid');
  });
});

describe('the PIN', () => {
  test('is slowed down after wrong ones, a reload forgets none, and a right one ends it', async () => {
    const store = fakeStore();
    await store.setPin('1234');
    const clock = { time: NOW };
    const open = () => new PinLock(store, guardsIn(store).pin, { monotonic: () => clock.time, wall: () => clock.time });
    for (let wrong = 0; wrong < 5; wrong++) {
      expect(await open().check('0000')).toEqual({ isRight: false, retryAfter: 0 });
    }
    expect(await open().check('0000')).toEqual({ isRight: false, retryAfter: 30_000 });
    // Not even the right one is looked at.
    expect(await open().check('1234')).toEqual({ isRight: false, retryAfter: 30_000 });
    clock.time += 30_000;
    expect(await open().check('1234')).toEqual({ isRight: true, retryAfter: 0 });
    expect(await open().check('0000')).toEqual({ isRight: false, retryAfter: 0 });
  });

  test('and the door are locked apart', async () => {
    const guards = guardsIn(fakeStore());
    const state = { failures: 1, lockedUntil: 0, attempts: [], written: NOW, revision: 1 };
    await Promise.all([guards.pin.write(state), guards.door.write({ ...state, failures: 2 })]);
    expect([(await guards.pin.read())?.failures, (await guards.door.read())?.failures]).toEqual([1, 2]);
  });
});

test('settings are kept as they are', async () => {
  const { kiosk } = await fakeKiosk();
  expect(await kiosk.settings()).toBeNull();
  await kiosk.keepSettings({ liveness: 'none', list: [1, null] });
  expect(await kiosk.settings()).toEqual({ liveness: 'none', list: [1, null] });
});

test('a closed kiosk refuses', async () => {
  const { kiosk, log } = await fakeKiosk();
  await kiosk.close();
  expect(log).toContainEqual(['close']);
  for (const call of [() => kiosk.unlock(), () => kiosk.picture(), () => kiosk.enrol('Ada', consentUntil(null))]) {
    thrown(call, 'closed');
  }
  await expect(kiosk.restart()).rejects.toEqual(refusal('closed'));
});
