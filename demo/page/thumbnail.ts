import type { Picture, Pixels } from 'kinfold';
import { create } from './dom.js';

const SIDE = 96;

/** A small square drawing of a picture: its middle, or an empty square if the browser cannot decode it. */
export async function thumbnail(picture: Blob | Pixels): Promise<HTMLCanvasElement> {
  const canvas = create('canvas', { width: SIDE, height: SIDE, className: 'thumbnail' });
  const bitmap = await (picture instanceof Blob
    ? createImageBitmap(picture)
    : createImageBitmap(imageData(picture))
  ).catch(() => undefined);
  if (!bitmap) return canvas;
  const side = Math.min(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  bitmap.close();
  return canvas;
}

function imageData({ width, height, data }: Pixels): ImageData {
  return new ImageData(new Uint8ClampedArray(data), width, height);
}

/** What the page has pictures in. */
export type ShownPicture = Extract<Picture, Blob | Pixels>;
