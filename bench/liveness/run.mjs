// `npm run bench -- liveness [passive films motion]`: what networks of presentation attack detection say of photographs and of attacks made of them,
// and how the points of a face move in photographs that are tilted. Prints tables in Markdown: docs/liveness.md. Needs the data of KINFOLD_DATA.
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '../bundle.mjs';

/** Photographs of each of the 40 people that are scored, as they are and made into each attack. */
const SHOTS = { bonaFide: 2, attacks: 1 };
/** People whose photographs are made to move, one of each. */
const PEOPLE = 20;
/** Photographs that are tilted. */
const TILTED = 12;

export async function runLiveness(names) {
  const bundled = fileURLToPath(new URL('../../.cache/bench/liveness.js', import.meta.url));
  await bundleForNode(new URL('suite.ts', import.meta.url), bundled);
  const suite = await import(bundled);
  const measures = {
    passive: async () => suite.formatPassive(await suite.measurePassive(SHOTS, console.error)),
    films: async () => suite.formatPresentations(await suite.measurePresentations(PEOPLE, console.error)),
    motion: async () => suite.formatMotion(await suite.measureMotion(TILTED)),
  };
  for (const name of names.length > 0 ? names : ['passive', 'films', 'motion']) console.log(await measures[name]());
}
