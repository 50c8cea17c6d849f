// Turns a .wgsl file into a JavaScript module for rollup and for vitest alike.
// A line `#import name` is replaced by shaders/shared/name.wgsl, each helper once, its own imports first.
// Comments and blank lines are dropped from what ships.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const shared = join(dirname(fileURLToPath(import.meta.url)), 'shared');
const importLine = /^#import[ \t]+([\w.-]+)[ \t]*$/gm;

/** The file's text with its imports in place; `onRead` hears of every helper that was read. */
export function resolveImports(source, onRead = () => {}, seen = new Set()) {
  return source.replace(importLine, (_, name) => {
    if (seen.has(name)) return '';
    seen.add(name);
    const path = join(shared, `${name}.wgsl`);
    onRead(path);
    return resolveImports(readFileSync(path, 'utf8'), onRead, seen);
  });
}

/** WGSL without comments and blank lines. */
export function stripComments(source) {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/[^\n]*/g, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

export function wgsl() {
  return {
    name: 'wgsl',
    enforce: 'pre',
    load(id) {
      const path = id.split('?')[0];
      if (!path.endsWith('.wgsl')) return null;
      this.addWatchFile?.(path);
      const code = resolveImports(readFileSync(path, 'utf8'), (helper) => this.addWatchFile?.(helper));
      return { code: `export default ${JSON.stringify(stripComments(code))};`, map: null, moduleType: 'js' };
    },
  };
}
