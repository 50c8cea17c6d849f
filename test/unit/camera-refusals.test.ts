import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KinfoldError } from '../../src/errors.js';
import { cameraRefusal } from '../../src/kiosk/camera/refusal.js';
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
    ['NotAllowedError', 'refused', /refuses it; allow the camera for this site/],
    ['NotFoundError', 'missing', /there is none; plug one in/],
    ['NotReadableError', 'taken', /another program holds it/],
    ['AbortError', 'taken', /another program holds it/],
    ['OverconstrainedError', 'missing', /relax them/],
    ['OddError', 'unavailable', /OddError: because; try again/],
  ])('%s', async (name, kind, message) => {
    media.next = named(name);
    const error = await openCamera().catch((error) => error);
    expect(error).toEqual(refusal('camera-unavailable', message));
    expect(cameraRefusal(error)).toBe(kind);
  });

  test('whatever else fails is no refusal of a camera', () => {
    expect(cameraRefusal(new KinfoldError('busy', 'later'))).toBe(null);
    expect(cameraRefusal(named('NotAllowedError'))).toBe(null);
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
