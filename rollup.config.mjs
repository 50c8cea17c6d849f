// Builds the package: ES modules for its entries and the command line, the workers, and their types.
import { chmodSync, readFileSync } from 'node:fs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { dts } from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';
import { wgsl } from './shaders/wgsl.mjs';

const entries = {
  index: 'src/index.ts',
  core: 'src/core.ts',
  cpu: 'src/cpu/index.ts',
  element: 'src/element/index.ts',
  face: 'src/face.ts',
  node: 'src/node/index.ts',
  postgres: 'src/postgres/index.ts',
  react: 'src/react/index.ts',
};
const cli = { cli: 'src/node/cli.ts' };
const workers = {
  'engine.worker': 'src/worker/engine.worker.ts',
  'vision.worker': 'src/vision/vision.worker.ts',
};

// The peers stay imports: the application installs them, once, in the version that it wants.
// Comlink (4 KB, Apache-2.0) and idb (2 KB, ISC) are built in instead, and their notices and licences go along. Page and worker must speak
// the same version of Comlink's wire protocol, and a worker resolves no bare specifier by itself: import maps do not reach into workers.
const external = /^(node:.*|onnxruntime-web(\/.*)?|react|sharp|webgpu)$/;

/** @type {import('rollup').LogHandlerWithDefault} */
const failOnWarning = (level, log, handler) => {
  if (level === 'warn') throw new Error(`${log.code}: ${log.message}`);
  handler(level, log);
};

const code = (input, output) => ({
  input,
  external,
  onLog: failOnWarning,
  plugins: [
    wgsl(),
    nodeResolve({ extensions: ['.ts', '.mjs', '.js'] }),
    // Names stay readable for stack traces; the application's own build shortens them.
    esbuild({ target: 'es2022', minifySyntax: true, legalComments: 'inline' }),
    licence('comlink'),
    licence('idb'),
    executable('cli.js'),
  ],
  // Bundlers warn of an import for side effects of a chunk that has none, so no chunk is imported ahead of time.
  output: { dir: 'dist', format: 'es', sourcemap: true, hoistTransitiveImports: false, ...output },
});

/** Apache-2.0 and ISC ask that their text goes along with the code. */
function licence(dependency) {
  return {
    name: 'licence',
    generateBundle(_, bundle) {
      const files = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
      if (!files.some((file) => file.includes(`/node_modules/${dependency}/`))) return;
      const source = readFileSync(`node_modules/${dependency}/LICENSE`);
      this.emitFile({ type: 'asset', fileName: `${dependency}.LICENSE.txt`, source });
    },
  };
}

/** npm sets the bit when it installs; `npx kinfold` in this repository needs it too. */
function executable(file) {
  return {
    name: 'executable',
    writeBundle({ dir }, bundle) {
      if (file in bundle) chmodSync(`${dir}/${file}`, 0o755);
    },
  };
}

export default [
  // Chunks stand beside the entries: `new URL('./engine.worker.js', import.meta.url)` is right in whichever file it ends up.
  code({ ...entries, ...cli }, { chunkFileNames: 'chunk-[name].js' }),
  // One file each: where no bundler follows the URL, it is copied as it is and passed as `workerUrl`.
  ...Object.entries(workers).map(([name, file]) => code({ [name]: file }, { inlineDynamicImports: true })),
  {
    input: { ...entries, ...workers },
    external,
    // The workers export nothing.
    onLog: (level, log, handler) => log.code === 'EMPTY_BUNDLE' || handler(level, log),
    plugins: [dts()],
    output: { dir: 'dist', format: 'es', chunkFileNames: 'chunk-[name].d.ts' },
  },
];
