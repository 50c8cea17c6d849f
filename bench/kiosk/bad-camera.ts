import sharp from 'sharp';
import type { Random } from '../../src/cpu/random.js';
import type { Pixels } from '../../src/image/picture.js';

/** What kiosk40 is like on average: pixels of detail across a picture, light as a share of lfw40's, and noise in levels of 255. */
const DETAIL = 55;
const LIGHT = 0.41;
const NOISE = 8;

/** A photograph as a bad camera in a dark hall would have taken it, as those of kiosk40 were made. */
export async function badCamera({ width, height, data }: Pixels, random: Random): Promise<Pixels> {
  const small = await sharp(data, { raw: { width, height, channels: 4 } })
    .resize(DETAIL, Math.round((DETAIL * height) / width), { kernel: 'cubic' })
    .png()
    .toBuffer();
  const { data: large } = await sharp(small)
    .resize(width, height, { fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width, height, data: Uint8ClampedArray.from(large, (level) => LIGHT * level + NOISE * random.normal()) };
}
