import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { people, type SamplePerson, strangers } from '../../demo/samples/people.js';
import type { Pixels } from '../../src/image/picture.js';
import { decodePicture } from '../../src/node/decode.js';
import { trialModels } from './models.js';
import type { Portrait, Portrayer } from './portraits.js';

/** Height of what is cut out of a photograph, in heights of the face. */
const SURROUNDINGS = 2.4;

/** The people in npm's sample photographs by their made-up names, in order. */
export async function samplePortraits(portray: Portrayer): Promise<Map<string, Portrait>> {
  const { samples } = await trialModels();
  const portraits = new Map<string, Portrait>();
  for (const path of samples) {
    const photograph = await decodePicture(await readFile(path));
    for (const person of [...people, ...strangers].filter((each) => each.photograph === basename(path))) {
      const portrait = await portray(about(photograph, person));
      if (portrait) portraits.set(person.name, portrait);
    }
  }
  return portraits;
}

/** A square about a face; what lies beyond the photograph is grey. */
function about({ width, height, data }: Pixels, { face }: SamplePerson): Pixels {
  const side = Math.round(SURROUNDINGS * face.height);
  const [left, top] = [Math.round(face.x + (face.width - side) / 2), Math.round(face.y + (face.height - side) / 2)];
  const cut = new Uint8ClampedArray(4 * side * side).fill(110);
  for (let row = Math.max(0, -top); row < Math.min(side, height - top); row++) {
    const from = Math.max(0, left);
    const to = Math.min(width, left + side);
    const line = 4 * (row + top) * width;
    cut.set(data.subarray(line + 4 * from, line + 4 * to), 4 * (row * side + from - left));
  }
  return { width: side, height: side, data: cut };
}
