// `npm run bench -- liveness [passive motion]`: what networks of presentation attack detection say of photographs and of attacks made of them,
// and how the points of a face move in photographs that are tilted. Prints tables in Markdown: docs/liveness.md. Needs the data of KINFOLD_DATA.
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '../bundle.mjs';

/** Photographs of each of the 40 people that are scored. */
const SHOTS = 4;
/** Photographs that are tilted. */
const TILTED = 40;

export async function runLiveness(names) {
  const bundled = fileURLToPath(new URL('../../.cache/bench/liveness.js', import.meta.url));
  await bundleForNode(new URL('suite.ts', import.meta.url), bundled);
  const suite = await import(bundled);
  const measures = {
    passive: async () => suite.formatPassive(await suite.measurePassive(SHOTS, console.error)),
    motion: async () => suite.formatMotion(await suite.measureMotion(TILTED)),
  };
  for (const name of names.length > 0 ? names : ['passive', 'motion']) console.log(await measures[name]());
}
