import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Decision } from '../../src/access/decision.js';
import { UnlockRun } from '../../src/kiosk/unlock-run.js';
import { fakeCamera } from '../support/fake-camera.js';
import { failing, fakeKiosk } from '../support/kiosk.js';
import { reached } from '../support/reached.js';
import { refusal } from '../support/refusal.js';

const WELCOME: Decision = { authenticated: true, identity: 'Ada' };

/** A kiosk that takes every face for Ada and asks for no more than two frames of it. */
async function openDoor() {
  const fakes = await fakeKiosk({ liveness: [], policy: { liveness: false, calibration: false, frames: 2 } });
  await fakes.enrol('Ada');
  fakes.engine.identify = async () => ({
    identity: 'Ada',
    distance: 0.1,
    threshold: 1,
    candidates: [{ identity: 'Ada', distance: 0.1 }],
  });
  return fakes;
}

/** A run whose states and decisions are noted. */
function followed() {
  const decisions: Decision[] = [];
  const run = new UnlockRun((decision) => decisions.push(decision));
  const states: string[] = [];
  run.subscribe(() => states.push(run.state.state));
  return { run, states, decisions };
}

/** An unlock that has come to its decision. */
async function decided() {
  const { kiosk } = await openDoor();
  const { run, states, decisions } = followed();
  const { camera, give, listeners, counts } = fakeCamera();
  const frames = setInterval(give);
  await run.start(kiosk, camera);
  clearInterval(frames);
  return { kiosk, run, camera, states, decisions, listeners, counts };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('an unlock', () => {
  test('goes from start to a decision, which is told once', async () => {
    const { run, states, decisions, listeners, counts } = await decided();
    expect(run.state).toEqual({ state: 'decided', decision: WELCOME });
    expect([...new Set(states)]).toEqual(['starting', 'looking', 'decided']);
    expect(states.filter((state) => state === 'decided')).toHaveLength(1);
    expect(decisions).toEqual([WELCOME]);
    expect([listeners.size, counts.closed >= 2]).toEqual([0, true]);
    run.cancel();
  });

  test('forgets whom it authenticated: after 5 s, and at once when it is cancelled or starts again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { run } = await decided();
    vi.advanceTimersByTime(4_999);
    expect(run.state.state).toBe('decided');
    vi.advanceTimersByTime(1);
    expect(run.state).toEqual({ state: 'idle' });
    const other = await decided();
    void other.run.start(other.kiosk, other.camera);
    expect(other.run.state).toEqual({ state: 'starting' });
    // What was to be forgotten is gone: nothing ends the attempt that came after it.
    vi.advanceTimersByTime(5_000);
    expect(other.run.state).toEqual({ state: 'starting' });
    other.run.cancel();
    expect(other.run.state).toEqual({ state: 'idle' });
  });

  test('that is cancelled is idle at once, decides nothing, and lets go of the camera', async () => {
    const { kiosk } = await openDoor();
    const { run, decisions } = followed();
    const { camera, give, listeners } = fakeCamera();
    const over = run.start(kiosk, camera);
    give();
    await reached(run, 'looking');
    run.cancel();
    expect(run.state).toEqual({ state: 'idle' });
    give();
    await over;
    expect([run.state, decisions, listeners.size]).toEqual([{ state: 'idle' }, [], 0]);
  });

  test('that is begun while another is under way takes its place in front of the same camera', async () => {
    const { kiosk } = await openDoor();
    const { run, decisions } = followed();
    const { camera, give } = fakeCamera();
    const first = run.start(kiosk, camera);
    give();
    await reached(run, 'looking');
    const second = run.start(kiosk, camera);
    const frames = setInterval(give);
    await Promise.all([first, second]);
    clearInterval(frames);
    expect(run.state).toEqual({ state: 'decided', decision: WELCOME });
    expect(decisions).toEqual([WELCOME]);
    run.cancel();
  });

  test('tells its decision once although the camera is closed by whoever hears it', async () => {
    const { kiosk } = await openDoor();
    const { camera, give } = fakeCamera();
    const decisions: Decision[] = [];
    const run = new UnlockRun((decision) => {
      decisions.push(decision);
      camera.close();
    });
    const over = run.start(kiosk, camera);
    const frames = setInterval(give);
    await over;
    clearInterval(frames);
    expect(decisions).toEqual([WELCOME]);
    expect(run.state).toEqual({ state: 'decided', decision: WELCOME });
    run.cancel();
  });

  test.each(['muted', 'hidden', 'lost', 'closed'] as const)('ends as aborted when the camera is %s', async (state) => {
    const { kiosk } = await openDoor();
    const { run, decisions } = followed();
    const { camera, give, set } = fakeCamera();
    const over = run.start(kiosk, camera);
    give();
    await reached(run, 'looking');
    set(state);
    await over;
    const decision = { authenticated: false, identity: null, reason: 'aborted' };
    expect(run.state).toEqual({ state: 'decided', decision });
    expect(decisions).toEqual([decision]);
  });

  test('whose camera opens after it was cancelled stays idle', async () => {
    const { kiosk } = await openDoor();
    const { run } = followed();
    const { camera } = fakeCamera();
    let open = (_: typeof camera) => {};
    const over = run.start(
      kiosk,
      new Promise((resolve) => {
        open = resolve;
      }),
    );
    expect(run.state).toEqual({ state: 'starting' });
    run.cancel();
    open(camera);
    await over;
    expect(run.state).toEqual({ state: 'idle' });
  });

  test('is a failure without a kiosk, without a camera, and with what either throws', async () => {
    const { kiosk } = await openDoor();
    const { camera, give } = fakeCamera();
    const { run, decisions } = followed();
    await run.start(null, camera);
    expect(run.state).toEqual({ state: 'failed', error: refusal('closed') });
    await run.start(kiosk, null);
    expect(run.state).toEqual({ state: 'failed', error: refusal('camera-unavailable') });
    await run.start(kiosk, failing('camera-unavailable')());
    expect(run.state).toEqual({ state: 'failed', error: refusal('camera-unavailable') });
    await run.start(kiosk, camera, { identity: '' });
    expect(run.state).toEqual({ state: 'failed', error: refusal('argument-invalid') });
    const over = run.start({ ...kiosk, unlock: kiosk.unlock.bind(kiosk), watch: failing('worker-crashed') }, camera);
    give();
    await over;
    expect(run.state).toEqual({ state: 'failed', error: refusal('worker-crashed') });
    expect(decisions).toEqual([]);
  });

  test('does not hear of one that it took the place of', async () => {
    const { kiosk } = await openDoor();
    const { run, decisions } = followed();
    const [first, second] = [fakeCamera(), fakeCamera()];
    const over = run.start(kiosk, first.camera);
    first.give();
    await reached(run, 'looking');
    void run.start(kiosk, second.camera);
    first.set('lost');
    await over;
    expect(run.state).toEqual({ state: 'starting' });
    expect(decisions).toEqual([]);
    run.cancel();
  });
});
