import { defineConfig } from 'vitest/config';
import { wgsl } from './shaders/wgsl.mjs';
import { adapterEnvironment } from './test/support/adapter.mjs';

/** Files of these folders leave nothing behind, so those that a worker runs share its process: a new one takes half a second. */
const sharing = ['cpu', 'gpu', 'shaders', 'training', 'unit'].map((folder) => `test/${folder}/**/*.test.ts`);

/** For the workers and for whatever Node they start. */
const dawnTicks = `--import ${new URL('test/support/dawn-ticks.mjs', import.meta.url)}`;
const NODE_OPTIONS = [process.env.NODE_OPTIONS, dawnTicks].filter(Boolean).join(' ');

const project = (name: string, adapter: string, test: { include: string[]; exclude?: string[]; isolate: boolean }) => ({
  extends: true as const,
  test: { ...test, name, env: { ...adapterEnvironment(adapter), NODE_OPTIONS } },
});

// GPU tests need a WebGPU adapter; with none they fail. Browser tests drive the installed Chromium themselves.
// KINFOLD_ADAPTER: system (default) or swiftshader for everything; both for everything on the first, and test/gpu on either.
const adapter = process.env.KINFOLD_ADAPTER ?? 'system';
const first = adapter === 'both' ? 'system' : adapter;

export default defineConfig({
  plugins: [wgsl()],
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    // Software adapters on two cores compile pipelines slowly.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // They run in the order of their names: the long files are begun first, so that the workers end together.
    projects: [
      project('apart', first, { include: ['test/**/*.test.ts'], exclude: sharing, isolate: true }),
      project('shared', first, { include: sharing, isolate: false }),
      ...(adapter === 'both'
        ? [project('swiftshader', 'swiftshader', { include: ['test/gpu/**/*.test.ts'], isolate: false })]
        : []),
    ],
  },
});
