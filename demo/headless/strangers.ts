import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodePicture, type TrialModels } from 'kinfold/node';
import sharp from 'sharp';
import { people } from '../samples/people.js';
import { draw } from '../samples/views.js';

/** Writes the sample people as a folder each of pictures, for `kinfold cohort`: strangers to whoever enrols at the kiosk. */
export async function writeStrangers(models: TrialModels, folder: string): Promise<void> {
  const photographs = new Map(
    await Promise.all(
      models.samples.map(async (path) => [basename(path), await decodePicture(await readFile(path))] as const),
    ),
  );
  for (const person of people) {
    await mkdir(join(folder, person.name), { recursive: true });
    for (const [view, pixels] of draw(photographs, person).entries()) {
      const { width, height, data } = pixels;
      await sharp(data, { raw: { width, height, channels: 4 } }).toFile(join(folder, person.name, `${view}.png`));
    }
  }
}
