import type { Pixels } from 'kinfold/face';
import { create } from './elements.js';

/** A cut-out face, as it is held in memory. */
export function drawPicture({ width, height, data }: Pixels, label: string): HTMLCanvasElement {
  const canvas = create('canvas', { width, height, className: 'picture', role: 'img', ariaLabel: label });
  canvas.getContext('2d')!.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas;
}
