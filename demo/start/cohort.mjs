import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './build.mjs';

/**
 * Makes the kiosk's sample cohort of the sample people, where it is not yet there: enough to try the calibration out, and too few for a
 * promise worth much.
 */
export async function makeSampleCohort({ models, folder, path }) {
  if (existsSync(path)) return;
  const { writeStrangers } = await import(pathToFileURL(resolve(root, 'demo/dist/strangers.js')).href);
  const people = mkdtempSync(join(tmpdir(), 'kinfold-strangers-'));
  try {
    await writeStrangers(models, people);
    const command = ['dist/cli.js', 'cohort', people, '--models', folder, '--backend', 'cpu', '--out', path];
    const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) throw new Error('The sample cohort of the kiosk cannot be made; see the error above.');
  } finally {
    rmSync(people, { recursive: true });
  }
}
