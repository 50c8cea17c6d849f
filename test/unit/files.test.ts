import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Files that git tracks. */
const files = execFileSync('git', ['ls-files', '-z'], { cwd: root })
  .toString()
  .split('\0')
  .filter((path) => path && existsSync(resolve(root, path)));

const read = (path: string) => readFileSync(resolve(root, path), 'utf8');
const linesOf = (path: string) => read(path).trimEnd().split('\n').length;

/** Paths of the files that have more lines than they may. */
const longer = (pattern: RegExp, limit: number) =>
  files.filter((path) => pattern.test(path) && linesOf(path) > limit).map((path) => `${path}: ${linesOf(path)} lines`);

describe('a file holds one idea', () => {
  test('TypeScript has at most 200 lines', () => {
    expect(longer(/^(src|test|bench|demo)\/.*\.(ts|mjs|js)$/, 200)).toEqual([]);
  });

  test('WGSL has at most 100 lines', () => {
    expect(longer(/^shaders\/.*\.wgsl$/, 100)).toEqual([]);
  });
});

describe('nothing of one machine is in the repository', () => {
  const registry = new URL(process.env['npm_config_registry'] ?? 'https://registry.npmjs.org').host;
  const places = [`${root}/`, `${homedir()}/`, registry];
  const texts = files.filter((path) => /\.(ts|mjs|js|json|md|wgsl|html|css|yml)$|^\.|^\.ci\//.test(path));

  test.each(places)('no file names %s', (place) => {
    const self = 'test/unit/files.test.ts';
    expect(texts.filter((path) => path !== self && read(path).includes(place))).toEqual([]);
  });

  test('the lock file has no addresses of packages', () => {
    expect(read('package-lock.json')).not.toContain('"resolved": "http');
  });

  // A registry mirror may lack another platform's build; npm then leaves it out of the lock file, and `npm ci` refuses the file.
  test('the lock file has every platform', () => {
    const lock: { packages: Record<string, { optionalDependencies?: Record<string, string> }> } = JSON.parse(
      read('package-lock.json'),
    );
    const wanted = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
    const paths = Object.keys(lock.packages);
    expect(wanted.filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
  });

  test('models, pictures and build output are not tracked', () => {
    expect(files.filter((path) => /\.(onnx|wasm|tgz)$|^(dist|models|node_modules)\//.test(path))).toEqual([]);
  });
});
