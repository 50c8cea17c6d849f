import { describe, expect, test } from 'vitest';
import { Changes } from '../../src/kiosk/changes.js';
import type { Store } from '../../src/store/types.js';
import { calibratedEngine, failing, fakeKiosk, peopleOf } from '../support/kiosk.js';
import { refusal } from '../support/refusal.js';

const cohort = Uint8Array.of(1, 2, 3);

/** Lets a method of a store do its work and fail then, once, as when the anchor cannot be written. */
function failLate<Name extends 'keep' | 'remove' | 'expire' | 'importBackup'>(store: Store, name: Name): void {
  const work = store[name] as (...args: unknown[]) => Promise<unknown>;
  Object.assign(store, {
    [name]: async (...args: unknown[]) => {
      Object.assign(store, { [name]: work });
      await work(...args);
      await failing('store-unavailable')();
    },
  });
}

describe('a change that fails after the store has made it stands in the engine too', () => {
  test('somebody who was enrolled', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    failLate(fake.store, 'keep');
    await expect(fake.enrol('Bo')).rejects.toEqual(refusal('store-unavailable'));
    expect([await peopleOf(fake), await fake.names()]).toEqual([
      ['Ada', 'Bo'],
      ['Ada', 'Bo'],
    ]);
  });

  test.each(['remove', 'expire'] as const)(
    'somebody who is gone by %s, and the door opens for the others',
    async (name) => {
      const fake = await fakeKiosk();
      await fake.enrol('Ada', fake.clock.now + 10);
      await fake.enrol('Bo');
      await fake.kiosk.calibrate({ far: 0.1, cohort });
      if (name === 'expire') fake.clock.now += 10;
      failLate(fake.store, name);
      const change = name === 'remove' ? fake.kiosk.remove('Ada') : fake.kiosk.expire();
      await expect(change).rejects.toEqual(refusal('store-unavailable'));
      expect([await peopleOf(fake), await fake.names()]).toEqual([['Bo'], ['Bo']]);
      expect((await fake.kiosk.info()).engine.calibration).toMatchObject({ far: 0.1, isCurrent: true });
    },
  );

  test.each(['timeout', 'store-full', 'device-lost'] as const)('a backup, when keeping ends with %s', async (code) => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    await fake.enrol('Cy');
    const file = await fake.kiosk.exportBackup('right');
    await fake.kiosk.remove('Cy');
    await fake.enrol('Bo');
    fake.store.keep = failing(code);
    await expect(fake.kiosk.importBackup(file, 'right')).rejects.toEqual(refusal(code));
    expect([await peopleOf(fake), await fake.names()]).toEqual([
      ['Ada', 'Cy'],
      ['Ada', 'Cy'],
    ]);
  });
});

describe('a change that fails before', () => {
  test('leaves the former cohort and what was calibrated with it', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    await fake.kiosk.calibrate({ far: 0.1, cohort });
    const { keep } = fake.store;
    fake.store.keep = failing('store-full');
    const other = Uint8Array.of(9);
    await expect(fake.kiosk.calibrate({ far: 0.2, cohort: other })).rejects.toEqual(refusal('store-full'));
    expect(await fake.store.readState('cohort')).toEqual(cohort);
    expect((await fake.kiosk.info()).engine.calibration).toMatchObject({ far: 0.1, isCurrent: true });
    fake.store.keep = keep;
    await fake.kiosk.calibrate({ far: 0.2, cohort: other });
    expect(await fake.store.readState('cohort')).toEqual(other);
  });

  test('is taken back also where the store cannot be read any more', async () => {
    const fake = await fakeKiosk();
    await fake.enrol('Ada');
    const before = await fake.engine.save();
    fake.store.keep = fake.store.restore = failing('store-unavailable');
    await expect(fake.enrol('Bo')).rejects.toEqual(refusal('store-unavailable'));
    expect(await fake.engine.save()).toEqual(before);
  });
});

describe('a calibration that is stale after a reload', () => {
  /** Ada, whose consent ends, and Bo, calibrated. */
  async function adaAndBo() {
    const fake = await fakeKiosk();
    await fake.enrol('Ada', fake.clock.now + 10);
    await fake.enrol('Bo');
    await fake.kiosk.calibrate({ far: 0.1, tail: 'normal', cohort });
    return fake;
  }

  test.each(['a consent that ended meanwhile', 'a page killed in the midst of a removal'])(
    'by %s is made anew and kept',
    async (reason) => {
      const { store, clock } = await adaAndBo();
      if (reason.startsWith('a consent')) clock.now += 10;
      else await store.remove('Ada');
      const { engine, log } = calibratedEngine();
      await new Changes(engine, store).restore();
      expect(await engine.identities()).toMatchObject([{ identity: 'Bo' }]);
      expect((await engine.info()).calibration).toMatchObject({ far: 0.1, isCurrent: true });
      expect(log).toContainEqual(['calibrate', { far: 0.1, tail: 'normal', cohort }]);
      // The next start finds it.
      const next = calibratedEngine();
      await new Changes(next.engine, store).restore();
      expect((await next.engine.info()).calibration).toMatchObject({ far: 0.1, isCurrent: true });
      expect(next.log).toEqual([]);
    },
  );

  test.each(['far-unsupported', 'device-lost'] as const)(
    'stays so when that fails with %s, and the kiosk opens',
    async (code) => {
      const { store } = await adaAndBo();
      await store.remove('Ada');
      const { engine } = calibratedEngine();
      engine.calibrate = failing(code);
      await new Changes(engine, store).restore();
      expect(await engine.identities()).toMatchObject([{ identity: 'Bo' }]);
      expect((await engine.info()).calibration).toMatchObject({ far: 0.1, isCurrent: false });
    },
  );

  test('is current for this start where it cannot be kept', async () => {
    const { store } = await adaAndBo();
    await store.remove('Ada');
    store.keep = failing('store-full');
    const { engine } = calibratedEngine();
    await new Changes(engine, store).restore();
    expect((await engine.info()).calibration).toMatchObject({ isCurrent: true });
  });
});
