import type { Pixels } from 'kinfold';
import { people, strangers } from '../samples/people.js';
import type { Photographs } from '../samples/views.js';

/** Fetches and decodes the sample photographs. */
export async function loadPhotographs(): Promise<Photographs> {
  const names = [...new Set([...people, ...strangers].map(({ photograph }) => photograph))];
  return new Map(await Promise.all(names.map(async (name) => [name, await decode(name)] as const)));
}

async function decode(name: string): Promise<Pixels> {
  const response = await fetch(`models/samples/${name}`);
  if (!response.ok) throw new Error(`The sample photograph ${name} could not be fetched; start the demo again.`);
  const bitmap = await createImageBitmap(await response.blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height);
}
