import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
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

const bundled = 'demo/dist';

/** What the bundles are made of: everything of the demo but they themselves, the library, and the packages. */
function writtenForDemo() {
  const own = readdirSync(resolve(root, 'demo')).map((name) => `demo/${name}`);
  const paths = [...own.filter((path) => path !== bundled), 'dist', 'package-lock.json'];
  return Math.max(...paths.map((path) => writtenAt(resolve(root, path))));
}

/** Bundles the pages and the runs in the terminal into demo/dist, unless they were bundled after everything that they are made of. */
export async function buildDemo() {
  const stamp = resolve(root, bundled, 'bundled');
  if (writtenAt(stamp) > writtenForDemo()) return;
  const begun = new Date();
  for (const { output, ...input } of configurations) {
    const bundle = await rollup(input);
    await bundle.write(output);
    await bundle.close();
  }
  writeFileSync(stamp, '');
  // What was written meanwhile is to be bundled the next time.
  utimesSync(stamp, begun, begun);
}
