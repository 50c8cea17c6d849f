// Bundles the demo as an application would: it imports `kinfold` by its name, so it sees what the package exports and no more.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
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

const plugins = (isBrowser) => [
  nodeResolve({ browser: isBrowser, extensions: ['.ts', '.mjs', '.js'] }),
  esbuild({ target: 'es2022' }),
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
    input: { headless: here('headless/headless.ts'), digits: here('digits/headless.ts') },
    external: /^[^./]/,
    onLog: failOnWarning,
    plugins: plugins(false),
    output: { dir: here('dist'), format: 'es' },
  },
];
