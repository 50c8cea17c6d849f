import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** What an application would install beside kinfold, taken from this repository's own dependencies. */
const peers = ['onnxruntime-web', 'react', 'sharp', 'webgpu'];

export interface Application {
  /** A folder outside the repository with the packed kinfold installed. */
  readonly folder: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  /** Writes files and gives their paths back. */
  write(files: Readonly<Record<string, string>>): string[];
  /** Runs a command in the folder. @returns its exit code and everything that it printed. */
  run(command: string, args: readonly string[]): { status: number | null; output: string };
  remove(): void;
}

/**
 * Packs the build as npm would publish it and installs the tarball into an application of its own, without the network.
 * @param installed other packages that the application has.
 */
export function installPacked(installed: readonly string[] = []): Application {
  if (!existsSync(join(root, 'dist/index.js'))) {
    throw new Error('test/package: there is no dist; run `npm run build` first, as `npm test` does');
  }
  const folder = mkdtempSync(join(tmpdir(), 'kinfold-application-'));
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const report = JSON.parse(execFileSync('npm', pack, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] }).toString());
  const { filename, files } = Array.isArray(report) ? report[0] : Object.values<typeof report>(report)[0];
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'application', private: true, type: 'module' }));
  const install = ['install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', `./${filename}`];
  execFileSync('npm', install, { cwd: folder, stdio: 'pipe' });
  for (const name of [...peers, ...installed]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  return {
    folder,
    files: files.map(({ path }: { path: string }) => path),
    write: (contents) =>
      Object.entries(contents).map(([name, text]) => {
        const path = join(folder, name);
        writeFileSync(path, text);
        return path;
      }),
    run(command, args) {
      const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
      return { status, output: `${stdout}${stderr}${error ?? ''}` };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
