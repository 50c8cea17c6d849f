import { KinfoldError } from '../errors.js';
import { checkSize, type Pixels } from './picture.js';

const corrupt = (why: string) => new KinfoldError('picture-corrupt', `parsePgm: ${why}; write the file again`);

/**
 * Reads a portable grey map (P2 plain, P5 raw) or pixel map (P6 raw) of up to 8 bits a sample. Grey is repeated into R, G and B;
 * samples are scaled to 0..255 by the file's maximum. Format: netpbm's pgm(5) and ppm(5).
 * @throws `picture-unsupported` (P1, P3, P4, 16 bits), `picture-corrupt` (bad header, cut short, a sample above the maximum), `limit-exceeded`.
 */
export function parsePgm(bytes: Uint8Array): Pixels {
  const kind = String.fromCharCode(bytes[0] ?? 0, bytes[1] ?? 0);
  if (kind !== 'P2' && kind !== 'P5' && kind !== 'P6') {
    throw new KinfoldError(
      'picture-unsupported',
      `parsePgm: the file starts with "${kind}" but P2, P5 or P6 can be read`,
    );
  }
  const tokens = new Tokens(bytes, 2);
  const width = tokens.integer('width');
  const height = tokens.integer('height');
  const maximum = tokens.integer('maximum');
  checkSize('parsePgm', width, height);
  if (maximum < 1) throw corrupt('the maximum sample is 0');
  if (maximum > 255) {
    throw new KinfoldError(
      'picture-unsupported',
      `parsePgm: the maximum sample is ${maximum}; convert it to 8 bits (255)`,
    );
  }
  const channels = kind === 'P6' ? 3 : 1;
  const count = width * height * channels;
  // One blank ends the header; a plain sample takes a digit and a blank, except for the last one.
  const start = tokens.position + 1;
  const needed = kind === 'P2' ? 2 * count - 1 : count;
  if (bytes.length - start < needed) {
    throw corrupt(
      `${width}×${height} needs ${needed} bytes of samples but ${Math.max(0, bytes.length - start)} are there`,
    );
  }
  const sample = kind === 'P2' ? () => tokens.integer('sample') : (index: number) => bytes[start + index]!;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0, index = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      if (channel >= channels) {
        data[4 * pixel + channel] = data[4 * pixel]!;
        continue;
      }
      const value = sample(index++);
      if (value > maximum) throw corrupt(`sample ${index - 1} is ${value}, above the stated maximum of ${maximum}`);
      data[4 * pixel + channel] = (value * 255) / maximum;
    }
    data[4 * pixel + 3] = 255;
  }
  return { width, height, data };
}

/** Decimal numbers between blanks and `#` comments. */
class Tokens {
  constructor(
    private readonly bytes: Uint8Array,
    public position: number,
  ) {}

  integer(what: string): number {
    let at = this.position;
    for (let comment = false; at < this.bytes.length; at++) {
      const byte = this.bytes[at]!;
      if (byte === 0x23) comment = true;
      else if (byte === 0x0a || byte === 0x0d) comment = false;
      else if (!comment && !isBlank(byte)) break;
    }
    let value = 0;
    const first = at;
    for (; at < this.bytes.length && this.bytes[at]! >= 0x30 && this.bytes[at]! <= 0x39; at++) {
      value = Math.min(value * 10 + this.bytes[at]! - 0x30, 1e9);
    }
    if (at === first) throw corrupt(`the ${what} is missing at byte ${at}`);
    this.position = at;
    return value;
  }
}

const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
