// Bundles the demo as an application would: it imports `kinfold` by its name, so it sees what the package exports and no more.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import * as esbuildBundler from 'esbuild';
import esbuild from 'rollup-plugin-esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** @type {import('rollup').LogHandlerWithDefault} */
const failOnWarning = (level, log, handler) => {
  if (level === 'warn') throw new Error(`${log.code}: ${log.message}`);
  handler(level, log);
};

/** Copies files beside the bundle. */
const copy = (files) => ({
  name: 'copy',
  generateBundle() {
    for (const [fileName, path] of Object.entries(files)) {
      this.emitFile({ type: 'asset', fileName, source: readFileSync(here(path)) });
    }
  },
});

/** React comes as CommonJS, which Rollup does not read: esbuild bundles pages in JSX. In development mode, where StrictMode does its work. */
const react = () => ({
  name: 'react',
  async load(id) {
    if (!id.endsWith('.tsx')) return null;
    const { outputFiles } = await esbuildBundler.build({
      entryPoints: [id],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"development"' },
    });
    return outputFiles[0].text;
  },
});

const plugins = (isBrowser) => [
  nodeResolve({ browser: isBrowser, extensions: ['.ts', '.mjs', '.js'] }),
  esbuild({ target: 'es2022', loaders: { '.json': 'json' } }),
];

export default [
  {
    // Each worker lies beside its page's script: for the engine's that is where `connect` looks for it.
    input: {
      page: here('page/page.ts'),
      'engine.worker': here('page/engine.worker.ts'),
      'report/page': here('report/page.ts'),
      'digits/page': here('digits/page.ts'),
      'digits/worker': here('digits/worker.ts'),
    },
    onLog: failOnWarning,
    plugins: [
      ...plugins(true),
      copy({
        'index.html': 'page/index.html',
        'tokens.css': 'page/tokens.css',
        'style.css': 'page/style.css',
        'icon.svg': 'page/icon.svg',
        'uplot.css': '../node_modules/uplot/dist/uPlot.min.css',
        'report/index.html': 'report/index.html',
        'digits/index.html': 'digits/index.html',
        'digits/digits.css': 'digits/digits.css',
      }),
    ],
    output: { dir: here('dist/site'), format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name].js' },
  },
  {
    // A folder of its own: a service worker has a say below its own address only.
    input: {
      page: here('kiosk/page.ts'),
      'engine.worker': here('kiosk/engine.worker.ts'),
      'vision.worker': here('kiosk/vision.worker.ts'),
    },
    onLog: failOnWarning,
    plugins: [
      ...plugins(true),
      copy({
        'index.html': 'kiosk/index.html',
        'tokens.css': 'page/tokens.css',
        'kiosk.css': 'kiosk/kiosk.css',
        'manifest.webmanifest': 'kiosk/manifest.webmanifest',
        'icon.svg': 'kiosk/icon.svg',
        'uplot.css': '../node_modules/uplot/dist/uPlot.min.css',
      }),
    ],
    output: {
      dir: here('dist/site/kiosk'),
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunk-[name].js',
    },
  },
  {
    input: {
      'react/page': here('examples/react/page.tsx'),
      'element/page': here('examples/element/page.ts'),
      'engine.worker': here('kiosk/engine.worker.ts'),
      'vision.worker': here('kiosk/vision.worker.ts'),
    },
    onLog: failOnWarning,
    plugins: [
      react(),
      ...plugins(true),
      copy({
        'react/index.html': 'examples/react/index.html',
        'element/index.html': 'examples/element/index.html',
        'examples.css': 'examples/examples.css',
      }),
    ],
    output: {
      dir: here('dist/site/examples'),
      format: 'es',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunk-[name].js',
    },
  },
  {
    input: { 'service-worker': here('kiosk/service-worker.ts') },
    onLog: failOnWarning,
    plugins: plugins(true),
    output: { dir: here('dist/site/kiosk'), format: 'iife', entryFileNames: '[name].js' },
  },
  {
    input: {
      headless: here('headless/headless.ts'),
      digits: here('digits/headless.ts'),
      strangers: here('headless/strangers.ts'),
    },
    external: /^[^./]/,
    onLog: failOnWarning,
    plugins: plugins(false),
    output: { dir: here('dist'), format: 'es' },
  },
];
