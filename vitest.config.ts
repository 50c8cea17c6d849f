import { defineConfig } from 'vitest/config';
import { wgsl } from './shaders/wgsl.mjs';

// `gpu` and `engine` tests need a WebGPU adapter; with none they fail. Chromium tests drive Debian's browser themselves.
export default defineConfig({
  plugins: [wgsl()],
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
