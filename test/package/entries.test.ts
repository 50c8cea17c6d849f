import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Application, installPacked } from './packed.js';

let application: Application;
beforeAll(() => {
  application = installPacked();
});
afterAll(() => application?.remove());

/** Imports an entry where looking at `window`, `navigator` and the like throws, as on a server that renders pages. */
const probe = (entry: string) => `
const names = ['window', 'document', 'navigator', 'self', 'Worker', 'WorkerGlobalScope', 'OffscreenCanvas', 'indexedDB'];
for (const name of names) {
  Object.defineProperty(globalThis, name, { configurable: true, get() { throw new Error(name + ' was looked at'); } });
}
const before = Reflect.ownKeys(globalThis).length;
const exported = await import('${entry}');
if (Reflect.ownKeys(globalThis).length !== before) throw new Error('a global was added');
console.log(Object.keys(exported).length > 0 ? 'imported' : 'empty');
`;

describe('an import in Node has no side effects and needs no browser', () => {
  const names = ['core', 'cpu', 'element', 'face', 'node', 'postgres', 'react'];
  test.each(['kinfold', ...names.map((name) => `kinfold/${name}`)])('%s', (entry) => {
    const [file] = application.write({ 'probe.mjs': probe(entry) });
    expect(application.run(process.execPath, [file!])).toEqual({ status: 0, output: 'imported\n' });
  });

  test('an entry that does not exist is refused', () => {
    const [file] = application.write({ 'probe.mjs': probe('kinfold/dist/index.js') });
    expect(application.run(process.execPath, [file!]).output).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('the command line', () => {
  test('npx kinfold --help', () => {
    const { status, output } = application.run('npx', ['kinfold', '--help']);
    expect(output).toMatch(/kinfold teach/);
    expect(status).toBe(0);
  });

  test('an unknown command has its own exit code and a sentence', () => {
    const { status, output } = application.run('npx', ['kinfold', 'fly']);
    expect(output).toMatch(/fly/);
    expect(output).not.toMatch(/\n\s+at /);
    expect(status).not.toBe(0);
  });
});
