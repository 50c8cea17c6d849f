// `npm run bench -- tails [clear dark]`: whom the thresholds of both tails of `calibrate` let in, of thirty strangers and of five people who are enrolled, for twenty
// casts, before and after teaching. Prints the table of docs/calibration.md. Needs the data of KINFOLD_DATA.
import { fileURLToPath } from 'node:url';
import { bundleForNode } from '../bundle.mjs';

export async function runTails(names) {
  const bundled = fileURLToPath(new URL('../../.cache/bench/tails.js', import.meta.url));
  await bundleForNode(new URL('suite.ts', import.meta.url), bundled);
  const suite = await import(bundled);
  for (const name of names.length > 0 ? names : ['clear', 'dark']) {
    console.log(suite.formatTails(await suite.measureTails(name, (line) => console.error(line))));
  }
}
