import type { LoadedModel } from '../../src/backbone/load.js';
import { createRandom } from '../../src/cpu/random.js';
import { createEngine } from '../../src/engine/create.js';
import type { EngineOptions, Environment } from '../../src/engine/options.js';
import type { Pixels } from '../../src/image/picture.js';
import { decodePicture } from '../../src/node/decode.js';
import { nodeEnvironment } from '../../src/node/environment.js';
import { tinyCard } from './tiny-card.js';
import { type TinyBackbone, tinyBackbone } from './tiny-onnx.js';

export const WIDTH = 8;

/** A backbone whose features are weighted sums of a picture's mean colour: identities are colours. */
export async function tinyModel(weight?: TinyBackbone['weight']): Promise<LoadedModel> {
  const random = createRandom(1);
  const random8x3 = Array.from({ length: WIDTH * 3 }, () => random.normal());
  const bytes = tinyBackbone({ width: WIDTH, weight: weight ?? ((row, channel) => random8x3[row * 3 + channel]!) });
  return { card: await tinyCard(bytes, 8, WIDTH), bytes };
}

/** A picture of a colour with some noise; the same number gives the same picture. */
export function colourPicture(colour: readonly [number, number, number], number: number): Pixels {
  const random = createRandom(number);
  const shift = [0, 0, 0].map(() => random.normal() * 12);
  const data = new Uint8ClampedArray(8 * 8 * 4);
  for (let i = 0; i < data.length; i++)
    data[i] = i % 4 === 3 ? 255 : colour[i % 4]! + shift[i % 4]! + random.normal() * 10;
  return { width: 8, height: 8, data };
}

export const colours = {
  Ada: [200, 60, 40],
  Bo: [60, 190, 60],
  Cy: [50, 60, 210],
} as const;

export function picturesOf(identity: keyof typeof colours, from: number, count: number): Pixels[] {
  return Array.from({ length: count }, (_, i) => colourPicture(colours[identity], from + i + identity.length * 1000));
}

export function openTinyEngine(
  options: Partial<EngineOptions> & { backbone: EngineOptions['backbone'] },
  environment: Partial<Environment> = {},
) {
  return createEngine(options, { ...nodeEnvironment, decodePicture, ...environment });
}
