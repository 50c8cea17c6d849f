import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Application, installPacked } from './packed.js';

let application: Application;
const read = (path: string) => readFileSync(join(application.folder, 'node_modules/kinfold', path), 'utf8');
const importsOf = (path: string) =>
  ts.preProcessFile(read(path), true, true).importedFiles.map(({ fileName }) => fileName);
/** `new Worker(new URL('./….js', import.meta.url), { type: 'module' })`. */
const STARTED = /new Worker\(\s*new URL\((["'])([\w./]+)\1, import\.meta\.url\),\s*\{\s*type: (["'])module\3\s*\}/g;
const workers = ['engine.worker', 'vision.worker'];
const isBare = (name: string) => !name.startsWith('.');

/** A file of dist and every file of dist that it imports. */
function withChunks(path: string, seen = new Set<string>()): Set<string> {
  if (!seen.has(path)) {
    seen.add(path);
    for (const name of importsOf(path)) if (!isBare(name)) withChunks(join('dist', name), seen);
  }
  return seen;
}

beforeAll(() => {
  application = installPacked();
});
afterAll(() => application?.remove());

describe('the tarball', () => {
  test('has the build, its licences and the change log, and nothing else', () => {
    const others = application.files.filter((path) => !/^dist\/[\w.-]+\.(js|js\.map|d\.ts)$/.test(path));
    const licences = ['dist/comlink.LICENSE.txt', 'dist/idb.LICENSE.txt'];
    expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', ...licences, 'package.json']);
  });

  test('has every file that package.json names', () => {
    const { bin, exports } = JSON.parse(read('package.json'));
    const named = [...Object.values(bin), ...Object.values(exports).flatMap((entry) => Object.values(entry as object))];
    const paths = named.filter((path) => path.length > 1).map((path) => String(path).replace('./', ''));
    expect(paths.length).toBeGreaterThan(12);
    expect(paths.filter((path) => !application.files.includes(path))).toEqual([]);
  });

  test('names no path of the machine that built it', () => {
    const place = process.cwd();
    expect(application.files.filter((path) => read(path).includes(`${place}/`))).toEqual([]);
  });
});

describe('what the entries import', () => {
  test.each(['index', 'core', 'cpu', 'face', 'engine.worker', 'vision.worker'])(
    '%s: onnxruntime-web and nothing of Node',
    (entry) => {
      const bare = [...withChunks(`dist/${entry}.js`)].flatMap(importsOf).filter(isBare);
      expect(bare.filter((name) => !name.startsWith('onnxruntime-web/'))).toEqual([]);
    },
  );

  test.each(['element', 'postgres'])('%s: nothing', (entry) => {
    expect([...withChunks(`dist/${entry}.js`)].flatMap(importsOf).filter(isBare)).toEqual([]);
  });

  test('react: React, and not what draws with it', () => {
    const bare = [...withChunks('dist/react.js')].flatMap(importsOf).filter(isBare);
    expect(new Set(bare)).toEqual(new Set(['react']));
  });

  test('node: the peers and Node itself', () => {
    const bare = [...withChunks('dist/node.js')].flatMap(importsOf).filter(isBare);
    expect(bare.filter((name) => !/^(node:|onnxruntime-web\/|sharp$|webgpu$)/.test(name))).toEqual([]);
  });

  test.each(workers)('the %s is one file, to be served as it is', (worker) => {
    expect([...withChunks(`dist/${worker}.js`)]).toEqual([`dist/${worker}.js`]);
  });

  test.each(workers)('the page starts the %s with the literal that bundlers look for', (worker) => {
    const code = application.files.filter((path) => path.endsWith('.js')).map(read);
    const started = code.flatMap((text) => [...text.matchAll(STARTED)].map(([, , file]) => file));
    expect(started).toContain(`./${worker}.js`);
  });

  test('nothing needs eval, a blob worker or an address elsewhere', () => {
    const code = application.files.filter((path) => path.endsWith('.js'));
    expect(code.filter((path) => /\beval\(|new Function\(|blob:|createObjectURL/.test(read(path)))).toEqual([]);
  });
});
