import { describe, expect, test, vi } from 'vitest';
import { cameraUnderTest } from '../support/camera-under-test.js';
import { FakeFrame, FakeTrack, named } from '../support/fake-media.js';
import { refusal } from '../support/refusal.js';

const device = cameraUnderTest();

/** Lets everything that waits for nothing but its turn go on. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('frames', () => {
  test('one is kept, the newest; the others are closed', async () => {
    const { track, camera } = await device.open();
    for (let i = 0; i < 3; i++) track.give(new FakeFrame(i * 1e5));
    await settle();
    expect(FakeFrame.open).toBe(1);
    const { value } = await camera.frames().next();
    expect(value!.frame.timestamp).toBe(2e5);
    value!.frame.close();
    expect(FakeFrame.open).toBe(0);
  });

  test('of another size follow without a pause: a camera that is turned goes on', async () => {
    const { track, camera, states } = await device.open();
    const frames = camera.frames();
    for (const [width, height] of [
      [640, 480],
      [480, 640],
    ] as const) {
      track.give(new FakeFrame(0, width, height));
      const { value } = await frames.next();
      expect([value!.frame.displayWidth, value!.frame.displayHeight]).toEqual([width, height]);
      value!.frame.close();
    }
    expect(states).toEqual([]);
  });

  test('have one reader at a time', async () => {
    const { camera } = await device.open();
    const reader = camera.frames();
    expect(() => camera.frames()).toThrow(refusal('busy', /reads the frames already/));
    await reader.return();
    expect(() => camera!.frames()).not.toThrow();
  });

  test('a reader that leaves while there are none does not wait for the next', async () => {
    const { track, camera } = await device.open();
    const reader = camera.frames();
    const waiting = reader.next();
    await reader.return();
    expect(await waiting).toEqual({ value: undefined, done: true });
    track.give(new FakeFrame(0));
    await settle();
    camera.close();
    expect(FakeFrame.open).toBe(0);
  });

  test('end when the camera is closed, and the device is let go', async () => {
    const { track, camera, states } = await device.open();
    const reader = camera.frames();
    const waiting = reader.next();
    track.give(new FakeFrame(0));
    (await waiting).value!.frame.close();
    track.give(new FakeFrame(1e5));
    await settle();
    camera.close();
    expect(await reader.next()).toEqual({ value: undefined, done: true });
    expect([FakeFrame.open, track.readyState, camera.stream.getVideoTracks().length]).toEqual([0, 'ended', 0]);
    expect(states).toEqual(['closed']);
  });
});

describe('a camera', () => {
  test('that is unplugged is lost, and taken again when it is there', async () => {
    const { track, camera, states } = await device.open();
    device.media.next = named('NotFoundError');
    track.unplug();
    await settle();
    expect(camera.state).toBe('lost');
    expect(camera.problem).toMatchObject({ code: 'camera-unavailable', cause: { name: 'NotFoundError' } });
    const other = new FakeTrack();
    device.media.plugIn(other);
    await settle();
    expect([camera.state, camera.problem]).toEqual(['live', null]);
    other.give(new FakeFrame(7));
    const { value } = await camera.frames().next();
    expect(value!.frame.timestamp).toBe(7);
    value!.frame.close();
    expect(states).toEqual(['lost', 'live']);
  });

  test('that another program holds is asked for again, without anybody telling', async () => {
    vi.useFakeTimers();
    const { track, camera } = await device.open();
    device.media.next = named('NotReadableError');
    track.unplug();
    await vi.advanceTimersByTimeAsync(5000);
    expect(camera.state).toBe('lost');
    expect(device.media.asked).toBe(4);
    device.media.next = new FakeTrack();
    await vi.advanceTimersByTimeAsync(2000);
    expect(camera.state).toBe('live');
  });

  test('that the user refuses is not asked for until the permission changes', async () => {
    vi.useFakeTimers();
    const { track, camera } = await device.open();
    device.media.next = named('NotAllowedError');
    track.unplug();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([camera.state, device.media.asked]).toEqual(['lost', 2]);
    device.media.next = new FakeTrack();
    device.media.permission.dispatchEvent(new Event('change'));
    await vi.advanceTimersByTimeAsync(0);
    expect(camera.state).toBe('live');
  });

  test('of a tab that is hidden gives no frames, and none of before when it is seen again', async () => {
    const { track, camera, states } = await device.open();
    track.give(new FakeFrame(0));
    await settle();
    device.media.setHidden(true);
    track.give(new FakeFrame(1e5));
    await settle();
    expect(FakeFrame.open).toBe(0);
    device.media.setHidden(false);
    track.give(new FakeFrame(2e5));
    await settle();
    const { value } = await camera.frames().next();
    expect(value!.frame.timestamp).toBe(2e5);
    value!.frame.close();
    expect(states).toEqual(['hidden', 'live']);
  });

  test('whose shutter is closed is muted, and no frame of it counts', async () => {
    const { track, camera, states } = await device.open();
    track.setMuted(true);
    track.give(new FakeFrame(0));
    await settle();
    expect([camera.state, FakeFrame.open]).toEqual(['muted', 0]);
    track.setMuted(false);
    expect(states).toEqual(['muted', 'live']);
  });

  test('that comes back after it was closed is let go again', async () => {
    const { track, camera } = await device.open();
    const late = new FakeTrack();
    device.media.next = late;
    track.unplug();
    camera.close();
    await settle();
    expect([camera.state, late.readyState]).toEqual(['closed', 'ended']);
  });
});
