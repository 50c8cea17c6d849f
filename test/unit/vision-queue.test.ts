import { describe, expect, test } from 'vitest';
import { KinfoldError } from '../../src/errors.js';
import type { Observation } from '../../src/face/observation.js';
import { FrameQueue, type Look } from '../../src/vision/queue.js';
import type { Frame } from '../../src/vision/vision.js';
import { closableFrame } from '../support/fake-vision.js';
import { refusal } from '../support/supervised.js';

const seen = (frame: number, time: number): Observation => ({
  frame,
  time,
  width: 80,
  height: 60,
  faces: [],
  stages: { decode: 1 },
});

/** A queue whose looks are finished by hand, in the order in which they began. */
function byHand() {
  const begun: { number: number; finish(): void; fail(error: unknown): void }[] = [];
  const look: Look = (_, number, time) =>
    new Promise((resolve, reject) => {
      begun.push({ number, finish: () => resolve(seen(number, time)), fail: reject });
    });
  return { queue: new FrameQueue(look), begun };
}

describe('of the frames that come', () => {
  test('one is looked at, the newest waits, and those between are dropped and closed', async () => {
    const { queue, begun } = byHand();
    const frames = Array.from({ length: 5 }, closableFrame);
    const answers = frames.map((frame, index) => queue.push(frame, index));
    expect(begun.map(({ number }) => number)).toEqual([0]);
    // Dropped at once, not when their turn would have come.
    expect(frames.map(({ closed }) => closed)).toEqual([0, 1, 1, 1, 0]);
    expect(await Promise.all(answers.slice(1, 4))).toEqual([null, null, null]);
    begun[0]!.finish();
    expect(await answers[0]).toMatchObject({ frame: 0, time: 0 });
    expect(begun.map(({ number }) => number)).toEqual([0, 4]);
    begun[1]!.finish();
    expect(await answers[4]).toMatchObject({ frame: 4, time: 4 });
    expect(frames.map(({ closed }) => closed)).toEqual([1, 1, 1, 1, 1]);
  });

  test('answers come in the order of capture, and the wait is told', async () => {
    const { queue, begun } = byHand();
    const order: number[] = [];
    const pushed = (time: number) =>
      queue.push(closableFrame(), time).then((answer) => answer && order.push(answer.frame));
    const all = [pushed(0), pushed(1)];
    await new Promise((done) => setTimeout(done, 30));
    begun[0]!.finish();
    await all[0];
    begun[1]!.finish();
    await all[1];
    expect(order).toEqual([0, 1]);
    const last = queue.push(closableFrame(), 2);
    const late = queue.push(closableFrame(), 3);
    await new Promise((done) => setTimeout(done, 30));
    begun[2]!.finish();
    begun[3] ?? (await last);
    begun[3]!.finish();
    expect((await last)!.stages['wait']).toBeLessThan(25);
    expect((await late)!.stages).toMatchObject({ wait: expect.any(Number), decode: 1 });
    expect((await late)!.stages['wait']).toBeGreaterThanOrEqual(25);
  });

  test('one that fails is closed, rejects alone and does not hold up the next', async () => {
    const { queue, begun } = byHand();
    const frames = [closableFrame(), closableFrame()];
    const [first, second] = frames.map((frame, time) => queue.push(frame, time));
    begun[0]!.fail(new KinfoldError('not-finite', 'Vision.observe: bad numbers'));
    await refusal(first!, 'not-finite');
    begun[1]!.finish();
    expect(await second).toMatchObject({ frame: 1 });
    expect(frames.map(({ closed }) => closed)).toEqual([1, 1]);
  });
});

describe('what is no frame', () => {
  test('is refused, closed if it can be, and leaves the frame that waits', async () => {
    const { queue, begun } = byHand();
    const answers = [queue.push(closableFrame(), 0), queue.push(closableFrame(), 1)];
    const closed = { ...closableFrame(), width: 0, height: 0 };
    expect((await refusal(queue.push(closed, 2), 'argument-invalid')).message).toMatch(/closed, or is none/);
    await refusal(queue.push(undefined as unknown as Frame, 2), 'argument-invalid');
    await refusal(queue.push({} as Frame, 2), 'argument-invalid');
    const timeless = closableFrame();
    expect((await refusal(queue.push(timeless, Number.NaN), 'argument-invalid')).message).toMatch(
      /time of the frame is NaN/,
    );
    expect(timeless.closed).toBe(1);
    begun[0]!.finish();
    await answers[0];
    begun[1]!.finish();
    expect((await answers[1])!.frame).toBe(1);
  });
});
