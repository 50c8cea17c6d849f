import { beforeAll, describe, expect, test, vi } from 'vitest';
import { grown, holdingsOf } from '../../bench/soak/holdings.js';
import { type SoakRun, soak } from '../../bench/soak/soak.js';
import { stubDoor } from '../../bench/soak/stub-door.js';

vi.setConfig({ hookTimeout: 300_000 });

/** The whole of `npm run bench -- soak` looks at 20,000. */
const FRAMES = 600;
const EVERY = 300;

describe(`${FRAMES} frames through a kiosk whose networks are stubs`, () => {
  let run: SoakRun;
  beforeAll(async () => {
    run = await soak(await stubDoor(), { frames: FRAMES, every: EVERY });
  });

  /** After the first stretch and at the end. */
  const values = (name: string) => {
    const holding = holdingsOf(run).find((each) => each.name === name)!;
    return [holding.values[0], holding.values.at(-1)];
  };

  test('people are let in, strangers are not, and nobody comes when nobody is there', () => {
    const { frames, made, decisions } = run.samples.at(-1)!;
    expect(frames).toBeGreaterThanOrEqual(FRAMES);
    expect(made).toBeGreaterThanOrEqual(frames);
    expect(Object.keys(decisions).sort()).toEqual(['aborted', 'authenticated', 'unknown']);
    expect(Math.min(...Object.values(decisions))).toBeGreaterThan(5);
    expect(run.complaints).toEqual([]);
  });

  test('two workers live, and every frame is closed but the pictures that the camera shows', () => {
    expect(values('workers')).toEqual([2, 2]);
    expect(values('open video frames')).toEqual([8, 8]);
  });

  test('the encoder runs on the GPU, and its buffers are as many and as large as before', () => {
    const [before, now] = values('GPU buffers');
    expect(before).toBeGreaterThan(5);
    expect(now).toBe(before);
    const [bytes, bytesNow] = values('GPU buffers, bytes');
    expect(bytesNow).toBe(bytes);
    expect(values('GPU textures')).toEqual([0, 0]);
  });

  test('heaps, array buffers and WebAssembly end within 2 % of where they were', () => {
    expect(grown(run)).toEqual([]);
  });
});
