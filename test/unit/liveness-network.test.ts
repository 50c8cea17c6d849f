import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ATTACKS } from '../../bench/liveness/attacks.js';
import { type ModelCard, parseCard } from '../../src/backbone/card.js';
import { livenessCards } from '../../src/backbone/liveness-cards.js';
import { openModel } from '../../src/backbone/model.js';
import { createRandom } from '../../src/cpu/random.js';
import { cropInside, cropMirrored } from '../../src/face/liveness/crop.js';
import { type LivenessNetwork, type LivenessReading, scoreLiveness } from '../../src/face/liveness/network.js';
import type { Pixels } from '../../src/image/picture.js';
import { decodePicture } from '../../src/node/decode.js';
import { sharedData } from '../support/data.js';
import { refusal } from '../support/refusal.js';

/** A picture whose red says the column and whose green says the row. */
function ruler(width: number, height: number): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++)
    data.set([pixel % width, Math.floor(pixel / width), 0, 255], 4 * pixel);
  return { width, height, data };
}
const columns = ({ width, data }: Pixels) => Array.from({ length: width }, (_, x) => data[4 * x]!);
const rows = ({ width, height, data }: Pixels) => Array.from({ length: height }, (_, y) => data[4 * y * width + 1]!);
const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('cropInside', () => {
  const frame = ruler(100, 80);
  test.each<[string, [number, number, number, number], number, [number, number], [number, number]]>([
    ['a box in the middle, about its centre', [40, 30, 20, 10], 2, [30, 70], [25, 45]],
    ['moved to the right from the left edge', [0, 30, 20, 10], 2, [0, 40], [25, 45]],
    ['moved up from the lower edge', [40, 70, 20, 10], 2, [30, 70], [59, 79]],
    ['a box that reaches beyond a corner', [-10, -5, 20, 10], 1, [0, 20], [0, 10]],
    ['smaller where there is no room, in the shape of the box', [30, 20, 40, 40], 4, [10, 89], [0, 79]],
  ])('%s', (_, [x, y, width, height], scale, across, down) => {
    const crop = cropInside(frame, { x, y, width, height }, scale);
    expect(columns(crop)).toEqual(span(...across));
    expect(rows(crop)).toEqual(span(...down));
  });
});

describe('cropMirrored', () => {
  test('a square over the longer side', () => {
    const crop = cropMirrored(ruler(100, 80), { x: 40, y: 30, width: 10, height: 20 }, 1.5);
    expect(columns(crop)).toEqual(span(30, 59));
    expect(rows(crop)).toEqual(span(25, 54));
  });

  test('mirrors the frame at its outermost pixels, again and again', () => {
    const crop = cropMirrored(ruler(5, 4), { x: 0, y: 0, width: 5, height: 4 }, 3);
    expect(columns(crop)).toEqual([3, 4, 3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0, 1]);
    expect(rows(crop)).toEqual([1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3]);
  });

  test('a frame of a single pixel is all there is', () => {
    expect(columns(cropMirrored(ruler(1, 1), { x: 0, y: 0, width: 1, height: 1 }, 3))).toEqual([0, 0, 0]);
  });
});

test.each([cropInside, cropMirrored])('%o refuses a box that has no size or lies outside the frame', (crop) => {
  for (const box of [
    { x: 0, y: 0, width: 0, height: 5 },
    { x: 0, y: 0, width: 5, height: -1 },
    { x: 20, y: 0, width: 5, height: 5 },
    { x: 0, y: -5, width: 5, height: 5 },
    { x: Number.NaN, y: 0, width: 5, height: 5 },
  ]) {
    expect(() => crop(ruler(20, 20), box, 2)).toThrow(
      refusal('argument-invalid', /expected one that meets the frame of 20×20/),
    );
  }
});

describe('scoreLiveness', () => {
  const box = { x: 5, y: 5, width: 10, height: 10 };
  const network = (numbers: readonly number[], liveness: Partial<LivenessReading> = {}, width = numbers.length) => {
    const seen: Pixels[] = [];
    const made: LivenessNetwork & { seen: Pixels[] } = {
      card: {
        name: 'scripted',
        output: { width },
        liveness: { scale: 1.5, crop: 'inside', live: 1, activation: 'softmax', ...liveness },
      },
      output: 'answer',
      seen,
      run: async (pixels) => {
        seen.push(pixels);
        return { other: Float32Array.of(9, 9, 9), answer: Float32Array.from(numbers) };
      },
    };
    return made;
  };

  test('reads the number that stands for a living face', async () => {
    const numbers = [1, 2, 0];
    const total = Math.E + Math.E ** 2 + 1;
    expect(await scoreLiveness(network(numbers), ruler(40, 40), box)).toBeCloseTo(Math.E ** 2 / total, 12);
    expect(await scoreLiveness(network(numbers, { live: 0 }), ruler(40, 40), box)).toBeCloseTo(Math.E / total, 12);
    expect(await scoreLiveness(network([0.25, 0.75], { activation: 'none' }), ruler(40, 40), box)).toBe(0.75);
    expect(await scoreLiveness(network([0, 5000]), ruler(40, 40), box)).toBe(1);
  });

  test('shows it the crop that its card asks for', async () => {
    const inside = network([0, 1], { scale: 2 });
    const mirrored = network([0, 1], { scale: 2, crop: 'mirrored' });
    await scoreLiveness(inside, ruler(40, 40), { ...box, height: 12 });
    await scoreLiveness(mirrored, ruler(40, 40), { ...box, height: 12 });
    expect(inside.seen[0]).toMatchObject({ width: 21, height: 25 });
    expect(mirrored.seen[0]).toMatchObject({ width: 24, height: 24 });
  });

  test.each<[string, number[], Partial<LivenessReading>]>([
    ['NaN', [Number.NaN, 1], {}],
    ['infinity', [Number.POSITIVE_INFINITY, 1], {}],
    ['a probability above 1', [0, 1.5], { activation: 'none' }],
    ['a negative probability', [0, -0.1], { activation: 'none' }],
  ])('an answer of %s is not a number', async (_, numbers, reading) => {
    expect(await scoreLiveness(network(numbers, reading), ruler(40, 40), box)).toBeNaN();
  });

  test('refuses an answer of another length, and a card that does not say how to read it', async () => {
    await expect(scoreLiveness(network([1, 2], {}, 3), ruler(40, 40), box)).rejects.toThrow(
      refusal('shape-mismatch', /got 2 numbers but the card says 3/),
    );
    const { card, ...rest } = network([1, 2]);
    const { liveness: _, ...unread } = card;
    await expect(scoreLiveness({ ...rest, card: unread }, ruler(40, 40), box)).rejects.toThrow(
      refusal('argument-invalid', /the card "scripted" does not say how the network is read/),
    );
  });
});

describe('cards of the task liveness', () => {
  const card = livenessCards.minifas;
  test.each(Object.values(livenessCards) as ModelCard[])('$name is a card', (each) => {
    expect(parseCard(JSON.parse(JSON.stringify(each)))).toEqual(each);
  });

  const reading = (change: object) => ({ ...card, liveness: { ...card.liveness, ...change } });
  test.each<[string, object, RegExp]>([
    [
      'a liveness network that is not read',
      { ...card, liveness: undefined },
      /liveness is missing but expected an object/,
    ],
    ['another network that is', { ...card, task: 'detector' }, /liveness is "detector" but expected none but/],
    ['a crop smaller than the face', reading({ scale: 0.5 }), /liveness.scale is 0.5/],
    ['a crop without a size', reading({ scale: Number.NaN }), /liveness.scale/],
    ['a crop of nobody', reading({ crop: 'black' }), /liveness.crop is "black" but expected "inside" or "mirrored"/],
    [
      'a number that the output has not',
      reading({ live: 2 }),
      /liveness.live is 2 but expected .* below output.width, 2/,
    ],
    ['half a number', reading({ live: 0.5 }), /liveness.live is 0.5/],
    ['an activation of nobody', reading({ activation: 'relu' }), /liveness.activation is "relu"/],
    ['a misspelt field', reading({ scales: 1 }), /liveness field is "scales"/],
  ])('refuses: %s', (_, json, message) => {
    expect(() => parseCard(json)).toThrow(refusal('argument-invalid', message));
  });
});

const models = sharedData('models');
const faces = sharedData('faces/lfw40');
describe.skipIf(!models || !faces)('the networks of the cards', () => {
  const files: Record<keyof typeof livenessCards, string> = {
    minifas: 'antispoof_minifas_128.onnx',
    minifasnetV2: livenessCards.minifasnetV2.source,
    minifasnetV1se: livenessCards.minifasnetV1se.source,
  };
  /** Where the face is in every photograph of LFW, and in one that is shown on a screen that is held into a view of 300×300. */
  const box = { x: 80, y: 66, width: 90, height: 118 };
  const onScreen = { x: 113, y: 101, width: 74, height: 98 };
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

  let shown: { readonly pixels: Pixels; readonly attack: Pixels }[];

  beforeAll(async () => {
    const random = createRandom(1);
    const photographs = readdirSync(faces!)
      .slice(0, 5)
      .map((person) => join(faces!, person, readdirSync(join(faces!, person)).sort()[0]!));
    const pictures = await Promise.all(photographs.map((path) => decodePicture(readFileSync(path))));
    shown = pictures.map((pixels) => ({ pixels, attack: ATTACKS['screen, held']!(pixels, random) }));
  });

  test.each(Object.entries(files))('%s tells photographs of people from the same on a screen', async (key, file) => {
    const card: ModelCard = livenessCards[key as keyof typeof livenessCards];
    const model = await openModel(card, readFileSync(join(models!, file)), { provider: 'wasm' });
    const living: number[] = [];
    const attacks: number[] = [];
    for (const { pixels, attack } of shown) {
      living.push(await scoreLiveness(model, pixels, box));
      attacks.push(await scoreLiveness(model, attack, onScreen));
    }
    await model.release();
    expect(mean(living) - mean(attacks)).toBeGreaterThan(0.3);
  });
});
