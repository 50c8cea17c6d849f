import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openCamera } from '../../src/kiosk/camera.js';
import { cameraUnderTest } from '../support/camera-under-test.js';
import { FakeTrack, named } from '../support/fake-media.js';
import { refusal } from '../support/refusal.js';

const device = cameraUnderTest();
beforeEach(() => {
  vi.useFakeTimers();
});

/** A track that has ended, and nothing will tell. */
function ended(): FakeTrack {
  const track = new FakeTrack();
  track.stop();
  return track;
}

/** A camera whose plug was pulled, and what was got for it then. */
async function retaken(next: FakeTrack, before = () => {}) {
  const { track, camera, states } = await device.open();
  before();
  device.media.next = next;
  track.unplug();
  await vi.advanceTimersByTimeAsync(0);
  return { camera, states };
}

/** Lets a good camera be found. */
async function mend(): Promise<void> {
  device.media.next = new FakeTrack();
  await vi.advanceTimersByTimeAsync(2000);
}

/** What the browser does with a track that it cannot read. */
function breakFrames(): void {
  vi.stubGlobal(
    'MediaStreamTrackProcessor',
    class {
      constructor() {
        throw named('InvalidStateError');
      }
    },
  );
}

describe('a flaky camera', () => {
  test('that has ended by the time it is opened is refused', async () => {
    device.media.next = ended();
    await expect(openCamera()).rejects.toEqual(refusal('camera-unavailable', /as soon as it was taken/));
  });

  test('whose frames cannot be had is refused, and let go', async () => {
    const track = new FakeTrack();
    device.media.next = track;
    breakFrames();
    await expect(openCamera()).rejects.toMatchObject({
      code: 'camera-unavailable',
      cause: { name: 'InvalidStateError' },
    });
    expect(track.readyState).toBe('ended');
  });

  test('that has ended by the time it is retaken is lost, and sought again', async () => {
    const { camera, states } = await retaken(ended());
    expect([camera.state, camera.stream.getVideoTracks().length]).toEqual(['lost', 0]);
    expect(camera.problem).toEqual(refusal('camera-unavailable', /as soon as it was taken/));
    await mend();
    expect([camera.state, camera.problem, states]).toEqual(['live', null, ['lost', 'live']]);
  });

  test('whose frames cannot be had when it is retaken is let go, and sought again', async () => {
    const Processor = Reflect.get(globalThis, 'MediaStreamTrackProcessor');
    const flaky = new FakeTrack();
    const { camera } = await retaken(flaky, breakFrames);
    expect([camera.state, flaky.readyState, camera.stream.getVideoTracks().length]).toEqual(['lost', 'ended', 0]);
    expect(camera.problem!.cause).toMatchObject({ name: 'InvalidStateError' });
    vi.stubGlobal('MediaStreamTrackProcessor', Processor);
    await mend();
    expect([camera.state, camera.problem]).toEqual(['live', null]);
  });
});
