import { Gpu } from '../src/gpu/gpu.js';
import { benchBackbone } from './backbone.js';
import { benchConv } from './conv.js';
import { benchDistances } from './distances.js';
import { benchForward } from './forward.js';
import { benchGallery } from './gallery.js';
import { benchHead } from './head.js';
import type { Result } from './measure.js';
import { type Profile, profileNetwork } from './profile.js';
import { openTfjs } from './tfjs.js';

const suites = {
  backbone: (gpu: Gpu) => benchBackbone(gpu, 8),
  'small-backbone': (gpu: Gpu) => benchBackbone(gpu, 4),
  forward: benchForward,
  head: benchHead,
  distances: benchDistances,
  gallery: benchGallery,
  conv: benchConv,
};

export interface Measured {
  readonly adapter: string;
  readonly results: readonly Result[];
  readonly profiles: readonly Profile[];
}

/** Runs the named suites on this thread's navigator.gpu, Kinfold and its peer by turns; `profile` has no peer. */
export async function run(names: readonly (keyof typeof suites | 'profile')[]): Promise<Measured> {
  const gpu = await Gpu.open();
  const results: Result[] = [];
  const profiles: Profile[] = [];
  if (names.some((name) => name !== 'profile' && name !== 'forward')) await openTfjs();
  for (const name of names) {
    if (name === 'profile') profiles.push(...(await profileNetwork(gpu)));
    else results.push(...(await suites[name](gpu)));
  }
  return { adapter: gpu.adapter, results, profiles };
}
