import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openCamera } from '../../src/kiosk/camera.js';
import { FakeMedia, FakeTrack, named } from '../support/fake-media.js';
import { refusal } from '../support/refusal.js';

let media: FakeMedia;
beforeEach(() => {
  media = new FakeMedia();
});
afterEach(() => vi.unstubAllGlobals());

describe('openCamera', () => {
  test.each([
    ['NotAllowedError', /refuses it; allow the camera for this site/],
    ['NotFoundError', /there is none; plug one in/],
    ['NotReadableError', /another program holds it/],
    ['OverconstrainedError', /relax them/],
    ['OddError', /OddError: because; try again/],
  ])('%s', async (name, message) => {
    media.next = named(name);
    await expect(openCamera()).rejects.toThrow(refusal('camera-unavailable', message));
  });

  test('of constraints that are none', async () => {
    media.next = new TypeError('no such constraint');
    await expect(openCamera()).rejects.toThrow(refusal('argument-invalid', /no such constraint/));
  });

  test('without getUserMedia, as on a page that is not secure', async () => {
    vi.stubGlobal('navigator', {});
    await expect(openCamera()).rejects.toThrow(refusal('camera-unavailable', /over https/));
  });

  test('in a browser that gives no frames lets go of the device', async () => {
    const track = new FakeTrack();
    media.next = track;
    vi.stubGlobal('MediaStreamTrackProcessor', undefined);
    await expect(openCamera()).rejects.toThrow(refusal('dependency-missing', /VideoFrame/));
    expect(track.readyState).toBe('ended');
  });
});
