import { describe, expect, test } from 'vitest';
import { KinfoldError } from '../../src/errors.js';
import type { Observation } from '../../src/face/observation.js';
import type { CameraFrame } from '../../src/kiosk/camera.js';
import type { Session } from '../../src/kiosk/session.js';
import { watch } from '../../src/kiosk/watch.js';
import { refusal } from '../support/refusal.js';
import { seen } from '../support/seen.js';

/** A camera that gives these frames and then, like one that was unplugged, nothing any more. */
function cameraOf(count: number) {
  const closed: number[] = [];
  const frameOf = (time: number): CameraFrame => ({
    time,
    frame: { close: () => closed.push(time) } as unknown as VideoFrame,
  });
  let give = (_: CameraFrame) => {};
  async function* frames(): AsyncGenerator<CameraFrame, void, void> {
    for (let time = 0; time < count; time++) yield frameOf(time);
    yield await new Promise<CameraFrame>((resolve) => {
      give = resolve;
    });
  }
  return { camera: { frames }, closed, giveLate: (time: number) => give(frameOf(time)) };
}

/** Like the worker, it closes what it gets; `drop` names frames for which a later one came. */
const visionThat = (closed: number[], drop: readonly number[] = []) => ({
  observe: async (frame: VideoFrame | ImageBitmap, time: number): Promise<Observation | null> => {
    frame.close();
    expect(closed.at(-1)).toBe(time);
    return drop.includes(time) ? null : seen(time);
  },
});

const countTo = (last: number): Session<{ state: string; time: number }> => ({
  observe: async ({ time }) => ({ state: time < last ? 'looking' : 'decided', time }),
});

describe('watch', () => {
  test('hands frames to the session in order until it is over', async () => {
    const { camera, closed } = cameraOf(10);
    const times: number[] = [];
    const last = await watch(visionThat(closed, [1]), camera, countTo(4), ({ time }) => times.push(time));
    expect(last).toEqual({ state: 'decided', time: 4 });
    expect(times).toEqual([0, 2, 3, 4]);
  });

  test('ends when the session is over although no further frame comes', async () => {
    const { camera, closed } = cameraOf(3);
    expect(await watch(visionThat(closed), camera, countTo(2), () => {})).toEqual({ state: 'decided', time: 2 });
  });

  test('an abort ends it although the camera is lost, and a frame that comes late is closed', async () => {
    const { camera, closed, giveLate } = cameraOf(2);
    const controller = new AbortController();
    const watched = watch(visionThat(closed), camera, countTo(9), () => {}, { signal: controller.signal });
    setTimeout(() => controller.abort());
    await expect(watched).rejects.toEqual(refusal('aborted'));
    giveLate(7);
    await new Promise((done) => setTimeout(done));
    expect(closed).toEqual([0, 1, 7]);
  });

  test('after an abort no state is told any more', async () => {
    const { camera, closed } = cameraOf(1);
    const controller = new AbortController();
    const states: unknown[] = [];
    const slow: Session<{ state: string }> = {
      async observe() {
        controller.abort();
        return { state: 'decided' };
      },
    };
    const watched = watch(visionThat(closed), camera, slow, (state) => states.push(state), {
      signal: controller.signal,
    });
    await expect(watched).rejects.toEqual(refusal('aborted'));
    expect(states).toEqual([]);
  });

  test('rejects with what the pipeline or the session throws', async () => {
    const crashed = new KinfoldError('worker-crashed', 'vision: the worker is gone');
    const fails = async () => {
      throw crashed;
    };
    const { camera, closed } = cameraOf(1);
    await expect(watch({ observe: fails }, camera, countTo(1), () => {})).rejects.toBe(crashed);
    const other = cameraOf(1);
    await expect(watch(visionThat(other.closed), other.camera, { observe: fails }, () => {})).rejects.toBe(crashed);
    expect(closed).toEqual([]);
  });

  test('what was decided before the pipeline fails stands; what is thought about then does not', async () => {
    const crashed = new KinfoldError('worker-crashed', 'vision: the worker is gone');
    const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
    const watched = (thinking: number, failing: number) => {
      const { camera, closed } = cameraOf(3);
      const { observe } = visionThat(closed);
      const vision: typeof observe = async (frame, time) => {
        if (time === 0) return observe(frame, time);
        await pause(failing);
        throw crashed;
      };
      const session: Session<{ state: string; time: number }> = {
        async observe(observation) {
          await pause(thinking);
          return countTo(0).observe(observation);
        },
      };
      return watch({ observe: vision }, camera, session, () => {});
    };
    expect(await watched(0, 50)).toEqual({ state: 'decided', time: 0 });
    await expect(watched(50, 0)).rejects.toBe(crashed);
  });

  test('a camera that is closed ends it with the last state', async () => {
    const closed: number[] = [];
    async function* frames(): AsyncGenerator<CameraFrame, void, void> {
      yield { time: 0, frame: { close: () => closed.push(0) } as unknown as VideoFrame };
    }
    expect(await watch(visionThat(closed), { frames }, countTo(9), () => {})).toEqual({ state: 'looking', time: 0 });
  });
});
