import { describe, expect, test } from 'vitest';
import { createFaceFinder } from '../../src/face/faces.js';
import type { Pixels } from '../../src/image/picture.js';
import { Pipeline } from '../../src/vision/pipeline.js';
import { fakeNetworks, fakePipeline } from '../support/fake-vision.js';
import { refusal } from '../support/supervised.js';

/** Frames of 160×120 with a gradient, so that crops of different places differ. */
const frame: Pixels = {
  width: 160,
  height: 120,
  data: Uint8ClampedArray.from({ length: 160 * 120 * 4 }, (_, at) => (at % 4 === 3 ? 255 : (at * 7) % 251)),
};

const large = [0.3, 0.2, 0.7, 0.8] as const;
const small = [0.02, 0.1, 0.17, 0.4] as const;

describe('an observation', () => {
  test('holds all that is known of a face', async () => {
    const { pipeline } = fakePipeline();
    const seen = await pipeline.look(frame, 7, 250);
    expect(seen).toMatchObject({ frame: 7, time: 250, width: 160, height: 120 });
    const [face, ...others] = seen.faces;
    expect(others).toEqual([]);
    expect(face).toMatchObject({ track: 0, quality: { faults: expect.any(Array) } });
    expect(face!.landmarks).toHaveLength(5);
    expect(face!.box.x).toBeCloseTo(48, 3);
    expect(face!.eyes!.left).toBeCloseTo(1 / 3, 1);
    expect(face!.pose.roll).toBeCloseTo(0, 1);
    expect(face!.live).toEqual({ 'fake liveness': expect.closeTo(0.9, 5) });
    expect(face!.crop).toMatchObject({ width: 112, height: 112 });
  });

  test('says how long each stage took, in the order of the stages', async () => {
    const { pipeline } = fakePipeline();
    const { stages } = await pipeline.look(frame, 0, 0);
    expect(Object.keys(stages)).toEqual(['decode', 'detect', 'track', 'landmarks', 'quality', 'liveness', 'align']);
    for (const milliseconds of Object.values(stages)) expect(milliseconds).toBeGreaterThanOrEqual(0);
  });

  test('of nobody has no faces, and runs the detector alone', async () => {
    const { pipeline, script, log } = fakePipeline();
    script.places = [];
    expect((await pipeline.look(frame, 0, 0)).faces).toEqual([]);
    expect(log).toEqual(['detector']);
  });

  test('has the largest first, and looks for life and crops only there', async () => {
    const { pipeline, script } = fakePipeline();
    script.places = [small, large];
    const { faces } = await pipeline.look(frame, 0, 0);
    expect(faces.map(({ box }) => Math.round(box.width))).toEqual([64, 24]);
    expect(faces.map(({ crop }) => crop !== null)).toEqual([true, false]);
    expect(faces.map(({ live }) => Object.keys(live))).toEqual([['fake liveness'], []]);
  });

  test('is of four faces at most, so that a crowd does not hold up the door', async () => {
    const { pipeline, script, log } = fakePipeline();
    script.places = Array.from({ length: 12 }, (_, index) => [index / 12, 0.1, (index + 0.8) / 12, 0.3] as const);
    expect((await pipeline.look(frame, 0, 0)).faces).toHaveLength(4);
    expect(log.filter((name) => name === 'landmarks')).toHaveLength(2 * 4);
  });

  test('leaves out what was detected outside of the frame', async () => {
    const { pipeline, script } = fakePipeline();
    script.places = [[1.1, 0.2, 1.3, 0.5]];
    expect((await pipeline.look(frame, 0, 0)).faces).toEqual([]);
  });
});

describe('faces keep their number', () => {
  test('from frame to frame, and never share one', async () => {
    const { pipeline, script } = fakePipeline();
    const tracks = async (time: number) => (await pipeline.look(frame, time, time)).faces.map(({ track }) => track);
    expect(await tracks(0)).toEqual([0]);
    expect(await tracks(100)).toEqual([0]);
    script.places = [large, small];
    expect(await tracks(200)).toEqual([0, 1]);
    script.places = [];
    expect(await tracks(5000)).toEqual([]);
    script.places = [large];
    expect(await tracks(9000)).toEqual([2]);
  });

  test('and time never runs backwards', async () => {
    const { pipeline } = fakePipeline();
    await pipeline.look(frame, 0, 100);
    await refusal(pipeline.look(frame, 1, 50), 'argument-invalid');
  });
});

describe('the crop', () => {
  test('is to the byte the one that the engine’s own face finder makes', async () => {
    const { parts } = fakeNetworks();
    const seen = await new Pipeline(parts).look(frame, 0, 0);
    const { crop } = await createFaceFinder(parts).crop(frame, 'largest');
    expect(seen.faces[0]!.crop).toEqual(crop);
    expect(new Set(crop.data).size).toBeGreaterThan(50);
  });
});

describe('numbers that are none', () => {
  test('of landmarks end the frame, not the pipeline', async () => {
    let bad = Number.NaN;
    const { pipeline } = fakePipeline((parts) => ({
      ...parts,
      landmarks: {
        run: async (pixels) => {
          const { output } = (await parts.landmarks!.run(pixels)) as { output: Float32Array };
          return { output: output.map((value, index) => (index === 61 ? bad : value)) };
        },
      },
    }));
    expect((await refusal(pipeline.look(frame, 0, 0), 'no-face')).message).toMatch(/are not finite/);
    bad = 0.58;
    expect((await pipeline.look(frame, 1, 40)).faces[0]).toMatchObject({ track: 0 });
  });

  test('of a liveness network reach the check as NaN, which no check takes for alive', async () => {
    const { pipeline } = fakePipeline((parts) => ({
      ...parts,
      liveness: [{ ...parts.liveness[0]!, run: async () => ({ output: Float32Array.of(0, Number.NaN) }) }],
    }));
    const { faces } = await pipeline.look(frame, 0, 0);
    expect(faces[0]!.live).toEqual({ 'fake liveness': Number.NaN });
  });
});
