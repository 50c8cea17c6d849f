import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallOptions, Engine } from '../../src/engine/types.js';
import { refusal, supervise } from '../support/supervised.js';

class FakeBitmap {
  readonly close = vi.fn();
}

beforeEach(() => {
  // Node has no frames. Its ports can be handed over and closed too.
  vi.stubGlobal('VideoFrame', MessagePort);
  vi.stubGlobal('ImageBitmap', FakeBitmap);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function newFrame(): VideoFrame {
  const frame = new MessageChannel().port1;
  vi.spyOn(frame, 'close');
  return frame as unknown as VideoFrame;
}

/** More frames than one message of `embed` holds. */
const newFrames = (count = 20) => Array.from({ length: count }, newFrame);
type Frames = ReturnType<typeof newFrames>;

/** Calls with frames, each with the frames that it was given. */
const calls: [string, (engine: Engine, options: CallOptions) => { frames: Frames; call: Promise<unknown> }][] = [
  ['embed', (engine, options) => handing(newFrames(), (frames) => engine.embed(frames, options))],
  ['enrol', (engine, options) => handing(newFrames(), (frames) => engine.enrol('Ada', frames, options))],
  ['verify', (engine, options) => handing(newFrames(1), ([frame]) => engine.verify('Ada', frame!, options))],
  ['identify', (engine, options) => handing(newFrames(), (frames) => engine.identify(frames, options))],
  ['tell', (engine, options) => handing(newFrames(2), ([a, b]) => engine.tell({ different: [a!, b!] }, options))],
];

function handing(frames: Frames, hand: (frames: Frames) => Promise<unknown>) {
  return { frames, call: hand(frames) };
}

function expectClosed(frames: Frames): void {
  for (const { close } of frames) expect(close).toHaveBeenCalled();
}

describe.each(calls)('the frames given to %s are closed', (_, begin) => {
  test('after the worker crashed', async () => {
    const { engine, workers } = await supervise();
    workers[0]!.fail('gone');
    const { frames, call } = begin(engine, {});
    await refusal(call, 'worker-crashed');
    expectClosed(frames);
  });

  test('after the engine was closed', async () => {
    const { engine } = await supervise();
    await engine.close();
    const { frames, call } = begin(engine, {});
    await refusal(call, 'closed');
    expectClosed(frames);
  });

  test('if its signal was aborted before', async () => {
    const { engine } = await supervise();
    const { frames, call } = begin(engine, { signal: AbortSignal.abort('no') });
    await refusal(call, 'aborted');
    expectClosed(frames);
  });

  test('after they were handed over, which does no harm', async () => {
    const { engine } = await supervise();
    const { frames, call } = begin(engine, {});
    await call;
    expectClosed(frames);
  });

  test('if another argument cannot be sent', async () => {
    const { engine } = await supervise();
    const { frames, call } = begin(engine, { note: () => {} } as CallOptions);
    expect((await refusal(call, 'argument-invalid')).cause).toMatchObject({ name: 'DataCloneError' });
    expectClosed(frames);
  });
});

test('every other picture stays open for the caller', async () => {
  const { engine, workers } = await supervise();
  workers[0]!.fail('gone');
  const bitmap = new FakeBitmap() as FakeBitmap & ImageBitmap;
  await refusal(engine.enrol('Ada', [bitmap]), 'worker-crashed');
  expect(bitmap.close).not.toHaveBeenCalled();
});
