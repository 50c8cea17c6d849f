import { describe, expect, test } from 'vitest';
import { guardsIn } from '../../src/kiosk/guards.js';
import { PinLock } from '../../src/kiosk/pin-lock.js';
import { fakeStore } from '../support/fake-store.js';
import { consentUntil, failing, fakeKiosk, NOW, peopleOf } from '../support/kiosk.js';
import { refusal } from '../support/refusal.js';
import { thrown } from '../support/thrown.js';

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
    fake.store.keep = failing('store-full');
    await expect(fake.enrol('Bo')).rejects.toEqual(refusal('store-full'));
    expect(await fake.names()).toEqual(['Ada']);
    fake.store.keep = keep;
    await fake.enrol('Cy');
    expect(await peopleOf(fake)).toEqual(['Ada', 'Cy']);
  });

  test('whoever is removed stays out of the store, although the engine fails', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    await fake.enrol('Bo');
    const { remove, load } = fake.engine;
    fake.engine.remove = fake.engine.load = failing('worker-crashed');
    await expect(fake.kiosk.remove('Ada')).rejects.toEqual(refusal('worker-crashed'));
    expect(await peopleOf(fake)).toEqual(['Bo']);
    // The engine still has her; after a restart it has what the store has.
    expect(await fake.names()).toEqual(['Ada', 'Bo']);
    Object.assign(fake.engine, { remove, load });
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
    expect(await peopleOf(fake)).toEqual(['Ada', 'Bo', 'Cy']);
    await Promise.all([fake.kiosk.remove('Ada'), fake.kiosk.remove('Cy')]);
    expect(await peopleOf(fake)).toEqual(['Bo']);
  });

  test('a consent can be renewed, and a backup taken and put back', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada', NOW + 1);
    await fake.kiosk.renew('Ada', consentUntil(NOW + 9));
    expect(await fake.kiosk.people()).toMatchObject([{ consent: { expires: NOW + 9 } }]);
    const file = await fake.kiosk.exportBackup('right');
    await expect(fake.kiosk.importBackup(file, 'wrong')).rejects.toEqual(refusal('passphrase-wrong'));
    await fake.kiosk.importBackup(file, 'right');
    expect(await peopleOf(fake)).toEqual(['Ada']);
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
    expect([await peopleOf(fake), await fake.names()]).toEqual([['Bo'], ['Bo']]);
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
