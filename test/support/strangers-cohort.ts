import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Pixels } from '../../src/image/picture.js';
import { cohort } from '../../src/node/cli/cohort.js';
import { modelsFolder } from './models.js';

/** A cohort file, made by `kinfold cohort` of what a camera shows of people. @param people pictures of each. @param front the engine's `camera`. */
export async function cohortOf(
  people: ReadonlyMap<string, readonly Pixels[]>,
  front: 'plain' | 'noisy' = 'plain',
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'kinfold-cohort-'));
  try {
    for (const [name, pictures] of people) {
      await mkdir(join(folder, 'people', name), { recursive: true });
      for (const [at, { width, height, data }] of pictures.entries()) {
        const file = join(folder, 'people', name, `${at}.png`);
        await sharp(data, { raw: { width, height, channels: 4 } }).toFile(file);
      }
    }
    const out = join(folder, 'strangers.cohort');
    const options = ['--models', modelsFolder, '--backend', 'cpu', '--camera', front, '--out', out];
    await cohort([join(folder, 'people'), ...options]);
    return new Uint8Array(await readFile(out));
  } finally {
    await rm(folder, { recursive: true });
  }
}
