import { Gpu } from '../src/gpu/gpu.js';
import { benchBackbone } from './backbone.js';
import { benchConv } from './conv.js';
import { benchDistances } from './distances.js';
import { benchGallery } from './gallery.js';
import { benchHead } from './head.js';
import type { Result } from './measure.js';
import { openTfjs } from './tfjs.js';

const suites = {
  backbone: benchBackbone,
  head: benchHead,
  distances: benchDistances,
  gallery: benchGallery,
  conv: benchConv,
};

/** Runs the named suites on this thread's navigator.gpu, Kinfold and TensorFlow.js by turns. */
export async function run(names: readonly (keyof typeof suites)[]): Promise<{ adapter: string; results: Result[] }> {
  const gpu = await Gpu.open();
  await openTfjs();
  const results: Result[] = [];
  for (const name of names) results.push(...(await suites[name](gpu)));
  return { adapter: gpu.adapter, results };
}
