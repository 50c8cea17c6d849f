import { defineConfig } from 'vitest/config';
import { wgsl } from './shaders/wgsl.mjs';
import { adapterEnvironment } from './test/support/adapter.mjs';

// GPU tests need a WebGPU adapter; with none they fail. Browser tests drive the installed Chromium themselves.
export default defineConfig({
  plugins: [wgsl()],
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    env: adapterEnvironment(process.env.KINFOLD_ADAPTER),
    pool: 'forks',
    maxWorkers: 2,
    // Software adapters on two cores compile pipelines slowly.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
