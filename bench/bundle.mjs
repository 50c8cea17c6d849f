// One ES module of our sources and TensorFlow.js, for Node and for a browser. esbuild, because it takes the CommonJS
// packages that tfjs-core imports.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { resolveImports, stripComments } from '../shaders/wgsl.mjs';

const wgsl = {
  name: 'wgsl',
  setup({ onLoad }) {
    onLoad({ filter: /\.wgsl$/ }, async ({ path }) => ({
      contents: stripComments(resolveImports(await readFile(path, 'utf8'))),
      loader: 'text',
    }));
  },
};

/** onnxruntime finds its WebAssembly beside its script, so it stays a file of its own: see hosts.mjs. */
const onnxruntime = {
  name: 'onnxruntime',
  setup({ onResolve }) {
    onResolve({ filter: /^onnxruntime-web\// }, ({ path }) => ({
      path: `${path.replace('onnxruntime-web/', './ort/ort.')}.bundle.min.mjs`,
      external: true,
    }));
  },
};

const common = { bundle: true, format: 'esm', target: 'es2022', logLevel: 'error' };

export async function bundle(entry, outfile) {
  await build({
    ...common,
    entryPoints: [fileURLToPath(entry)],
    outfile,
    // tfjs-core requires these only when it runs in Node.
    external: ['util', 'node-fetch', 'crypto', 'string_decoder'],
    plugins: [wgsl, onnxruntime],
  });
}

/** Scripts that Node runs as they are stay where they are: they look for files beside them. */
const scripts = {
  name: 'scripts',
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(resolve(resolveDir, path)).href,
      external: true,
    }));
  },
};

/** For Node alone, with the packages outside; sources of the demo say `kinfold/core` and mean ours. `outfile` lies where those packages are found. */
export async function bundleForNode(entry, outfile) {
  await build({
    ...common,
    entryPoints: [fileURLToPath(entry)],
    outfile,
    platform: 'node',
    packages: 'external',
    alias: { 'kinfold/core': fileURLToPath(new URL('../src/core.ts', import.meta.url)) },
    plugins: [wgsl, scripts],
  });
}
