import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';
import configurations from '../rollup.config.mjs';

/** The folder of the package. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const sources = ['src', 'shaders', 'rollup.config.mjs'];
const built = ['dist/index.js', 'dist/core.js', 'dist/node.js', 'dist/engine.worker.js'];

/** When something under a path was last written, in ms; -Infinity if it is missing. */
function writtenAt(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return Number.NEGATIVE_INFINITY;
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(...readdirSync(path).map((name) => writtenAt(resolve(path, name))));
}

/** Builds the library unless what is in dist is younger than its sources. */
export function buildLibrary(say) {
  const paths = (names) => names.map((name) => writtenAt(resolve(root, name)));
  if (Math.min(...paths(built)) > Math.max(...paths(sources))) return;
  say('Building the library.');
  const command = [resolve(root, 'node_modules/rollup/dist/bin/rollup'), '-c', '--silent'];
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error('The library cannot be built; see the error above.');
}

/** Bundles the page and the headless run into demo/dist. */
export async function buildDemo() {
  for (const { output, ...input } of configurations) {
    const bundle = await rollup(input);
    await bundle.write(output);
    await bundle.close();
  }
}
