import { describe, expect, test } from 'vitest';
import { EnrolRun } from '../../src/kiosk/enrol-run.js';
import { fakeCamera } from '../support/fake-camera.js';
import { consentUntil, failing, fakeKiosk, peopleOf } from '../support/kiosk.js';
import { reached } from '../support/reached.js';
import { refusal } from '../support/refusal.js';

describe('an enrolment', () => {
  /** A run that has taken its picture. */
  async function complete() {
    const fakes = await fakeKiosk();
    const run = new EnrolRun();
    const { camera, give } = fakeCamera();
    const over = run.start(fakes.kiosk, camera, 'Ada', consentUntil(null), { pictures: 1 });
    give();
    await over;
    expect(run.state).toEqual({ state: 'complete', taken: 1, resembles: null });
    return { ...fakes, run };
  }

  test('keeps nothing before finish, then all of it', async () => {
    const { run, ...fakes } = await complete();
    expect(await peopleOf(fakes)).toEqual([]);
    const kept = run.finish();
    expect(run.state).toEqual({ state: 'keeping' });
    // Pressed twice, and left in the midst of it: it is written once, and whole.
    await Promise.all([run.finish(), kept]);
    expect(run.state).toMatchObject({ state: 'enrolled', report: { identity: 'Ada', added: 1, pictures: 1 } });
    expect(await peopleOf(fakes)).toEqual(['Ada']);
  });

  test('that is cancelled while it is kept is kept', async () => {
    const { run, ...fakes } = await complete();
    const kept = run.finish('Bo');
    run.cancel();
    await kept;
    expect(run.state).toEqual({ state: 'idle' });
    expect(await peopleOf(fakes)).toEqual(['Bo']);
  });

  test('that could not be kept can be finished again', async () => {
    const { run, ...fakes } = await complete();
    const { keep } = fakes.store;
    fakes.store.keep = failing('store-full');
    await run.finish();
    expect(run.state).toEqual({ state: 'failed', error: refusal('store-full') });
    fakes.store.keep = keep;
    await run.finish();
    expect(run.state).toMatchObject({ state: 'enrolled' });
  });

  test('is given up by a finish that comes too early, and never begins without consent', async () => {
    const { kiosk } = await fakeKiosk();
    const run = new EnrolRun();
    const { camera, give } = fakeCamera();
    await run.finish();
    expect(run.state).toEqual({ state: 'failed', error: refusal('closed') });
    await run.start(kiosk, camera, 'Ada', null);
    expect(run.state).toEqual({ state: 'failed', error: refusal('consent-missing') });
    const over = run.start(kiosk, camera, 'Ada', consentUntil(null));
    give();
    await reached(run, 'collecting');
    await run.finish();
    await over;
    expect(run.state).toEqual({ state: 'failed', error: refusal('closed') });
  });

  test('waits while the camera shows nothing, and fails when it is closed', async () => {
    const { kiosk } = await fakeKiosk();
    const run = new EnrolRun();
    const { camera, give, set } = fakeCamera();
    const over = run.start(kiosk, camera, 'Ada', consentUntil(null));
    give();
    await reached(run, 'collecting');
    set('lost');
    expect(run.state.state).toBe('collecting');
    set('closed');
    await over;
    expect(run.state).toEqual({ state: 'failed', error: refusal('camera-unavailable') });
  });
});
