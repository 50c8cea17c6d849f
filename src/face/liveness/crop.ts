import { KinfoldError } from '../../errors.js';
import type { Pixels } from '../../image/picture.js';
import type { Box } from '../boxes.js';

/**
 * A rectangle of the shape of the box and `scale` times its size, about its centre: moved where it reaches beyond the frame, and
 * smaller where the frame has no room for it. So the networks of Minivision's Silent-Face-Anti-Spoofing see faces.
 * @throws KinfoldError `argument-invalid` if the box has no size or lies outside the frame.
 */
export function cropInside(pixels: Pixels, box: Box, scale: number): Pixels {
  checkBox('cropInside', pixels, box);
  const fitting = Math.min(scale, (pixels.width - 1) / box.width, (pixels.height - 1) / box.height);
  const [left, right] = within(box.x + box.width / 2, box.width * fitting, pixels.width);
  const [top, bottom] = within(box.y + box.height / 2, box.height * fitting, pixels.height);
  return cut(
    right - left + 1,
    bottom - top + 1,
    pixels,
    (x) => left + x,
    (y) => top + y,
  );
}

/**
 * A square about the centre of the box, `scale` times its longer side; where it reaches beyond the frame, the frame is mirrored at its
 * outermost pixels. So J. R. Olazo's network sees faces.
 * @throws KinfoldError `argument-invalid` if the box has no size or lies outside the frame.
 */
export function cropMirrored(pixels: Pixels, box: Box, scale: number): Pixels {
  checkBox('cropMirrored', pixels, box);
  const size = Math.max(box.width, box.height) * scale;
  const side = Math.max(1, Math.trunc(size));
  const left = Math.trunc(box.x + box.width / 2 - size / 2);
  const top = Math.trunc(box.y + box.height / 2 - size / 2);
  return cut(
    side,
    side,
    pixels,
    (x) => mirrored(left + x, pixels.width),
    (y) => mirrored(top + y, pixels.height),
  );
}

/** First and last pixel of a span about a centre, moved so that all of it lies in 0 … length − 1. */
function within(centre: number, size: number, length: number): [number, number] {
  const first = centre - size / 2;
  const last = centre + size / 2;
  const shift = first < 0 ? -first : Math.min(0, length - 1 - last);
  return [Math.max(0, Math.trunc(first + shift)), Math.min(length - 1, Math.trunc(last + shift))];
}

/** The pixel that a mirror at the middle of the outermost pixels shows at `index`: −1 → 1, length → length − 2. */
function mirrored(index: number, length: number): number {
  const period = Math.max(1, 2 * (length - 1));
  const place = ((index % period) + period) % period;
  return Math.min(place, period - place) % length;
}

function cut(
  width: number,
  height: number,
  { width: stride, data: from }: Pixels,
  column: (x: number) => number,
  row: (y: number) => number,
): Pixels {
  const data = new Uint8ClampedArray(4 * width * height);
  const columns = Array.from({ length: width }, (_, x) => column(x));
  for (let y = 0, to = 0; y < height; y++) {
    const start = row(y) * stride;
    for (let x = 0; x < width; x++, to += 4) {
      const at = 4 * (start + columns[x]!);
      for (let channel = 0; channel < 4; channel++) data[to + channel] = from[at + channel]!;
    }
  }
  return { width, height, data };
}

function checkBox(subject: string, { width, height }: Pixels, box: Box): void {
  const meets = box.x < width && box.y < height && box.x + box.width > 0 && box.y + box.height > 0;
  if (meets && box.width > 0 && box.height > 0) return;
  throw new KinfoldError(
    'argument-invalid',
    `${subject}: the box is ${box.width}×${box.height} at (${box.x}, ${box.y}), expected one that meets the frame of ${width}×${height}; pass the box of a face in this frame`,
  );
}
