import { readFile } from 'node:fs/promises';
import { people, type SamplePerson } from '../../demo/samples/people.js';
import type { Pixels } from '../../src/image/picture.js';
import { decodePicture } from '../../src/node/decode.js';
import { loadedModel, trialModels } from '../../test/support/models.js';
import { openPortrayer, type Portrait } from '../../test/support/portraits.js';
import { doorOf, type SoakDoor } from './door.js';
import { stubLiveness } from './stubs.js';
import { FRAME, MARGIN } from './visitor.js';

/** Distance between the eyes of whoever comes, in pixels. */
const EYES = 80;
const SIZE = { width: FRAME.width + MARGIN, height: FRAME.height + MARGIN };

/** Of the sample people whose photographs the quality gate takes, those who are known and those who are not. */
const KNOWN = ['Birch', 'Juniper', 'Olive', 'Rowan', 'Willow'];
const UNKNOWN = ['Cedar', 'Elm', 'Laurel'];

/** A door of the trial networks, which have none for presentation attacks, and of the people in the sample photographs. */
export async function sampleDoor(): Promise<SoakDoor> {
  const { backbone, detector, landmarks } = await trialModels();
  const networks = {
    backbone: await loadedModel(backbone),
    detector: await loadedModel(detector),
    landmarks: await loadedModel(landmarks),
    liveness: await stubLiveness(),
  };
  const visitors: { name: string | null; pictures: Pixels[] }[] = [];
  for (const name of KNOWN) visitors.push({ name, pictures: await picturesOf(name) });
  for (const name of UNKNOWN) visitors.push({ name: null, pictures: await picturesOf(name) });
  const wall = new Uint8ClampedArray(4 * SIZE.width * SIZE.height).fill(110);
  visitors.push({ name: null, pictures: [{ ...SIZE, data: wall }] });
  return doorOf({ networks, visitors });
}

/** Somebody who looks, blinks and turns a little. */
async function picturesOf(name: string): Promise<Pixels[]> {
  const { puppet } = await portraitOf(name);
  return [{}, { yaw: 6 }, { blink: 1 }, {}, { yaw: -6 }].map((gesture) => puppet.render(SIZE, EYES, gesture));
}

let portrayer: ReturnType<typeof openPortrayer> | undefined;

/** @param name of a sample person. */
export async function portraitOf(name: string): Promise<Portrait> {
  const { photograph, face } = people.find((person) => person.name === name)!;
  portrayer ??= openPortrayer();
  const { samples } = await trialModels();
  const file = samples.find((path) => path.endsWith(photograph))!;
  const whole = await decodePicture(await readFile(file));
  const portrait = await (await portrayer)(surroundings(whole, face));
  if (!portrait) throw new Error(`The face of ${name} was not found in ${photograph}.`);
  return portrait;
}

/** The part of a photograph whose middle is that of a face, three times as wide and high. */
function surroundings(photograph: Pixels, face: SamplePerson['face']): Pixels {
  const [width, height] = [3 * face.width, 3 * face.height];
  const data = new Uint8ClampedArray(4 * width * height).fill(110);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = [face.x - face.width + x, face.y - face.height + y];
      if (column < 0 || row < 0 || column >= photograph.width || row >= photograph.height) continue;
      const from = 4 * (row * photograph.width + column);
      data.set(photograph.data.subarray(from, from + 4), 4 * (y * width + x));
    }
  }
  return { width, height, data };
}
