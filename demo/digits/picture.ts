import { create } from '../page/dom.js';
import { type Digits, SIDE } from './data.js';

/** A digit as a small canvas, white on black as in the data. */
export function drawDigit({ features, labels }: Digits, index: number): HTMLCanvasElement {
  const canvas = create('canvas', { width: SIDE, height: SIDE, className: 'digit', ariaLabel: `a ${labels[index]}` });
  canvas.setAttribute('role', 'img');
  const pixels = features.subarray(index * SIDE * SIDE, (index + 1) * SIDE * SIDE);
  const data = Uint8ClampedArray.from({ length: pixels.length * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : pixels[Math.floor(i / 4)]! * 255,
  );
  canvas.getContext('2d')!.putImageData(new ImageData(data, SIDE, SIDE), 0, 0);
  return canvas;
}
