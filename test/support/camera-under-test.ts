import { afterEach, beforeEach, vi } from 'vitest';
import { type Camera, openCamera } from '../../src/kiosk/camera.js';
import { FakeMedia, FakeTrack } from './fake-media.js';

/** Fake media for every test of the file that calls this, and a camera of them, which is closed after the test. */
export function cameraUnderTest() {
  let media: FakeMedia;
  let camera: Camera | undefined;
  beforeEach(() => {
    media = new FakeMedia();
  });
  afterEach(() => {
    camera?.close();
    camera = undefined;
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  return {
    get media() {
      return media;
    },
    /** The camera, its track, and the states that it tells. */
    async open() {
      const track = new FakeTrack();
      media.next = track;
      const opened = await openCamera();
      camera = opened;
      const states: string[] = [];
      opened.onState((state) => states.push(state));
      return { track, camera: opened, states };
    },
  };
}
