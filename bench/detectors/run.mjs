// `npm run bench -- detectors`: in how many pictures each detector finds the person in the middle. Prints a table in Markdown: docs/face.md.
// Needs the data of KINFOLD_DATA, and both sets of `kinfold models`.
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '../bundle.mjs';

export async function runDetectors() {
  const bundled = fileURLToPath(new URL('../../.cache/bench/detectors.js', import.meta.url));
  await bundleForNode(new URL('suite.ts', import.meta.url), bundled);
  const suite = await import(bundled);
  console.log(suite.formatDetectors(await suite.measureDetectors(console.error)));
}
