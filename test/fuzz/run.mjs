// `npm run fuzz -- --seed S --count N`: damaged ONNX and safetensors files against everything that reads them. A heap of 512 MB
// stands for the memory that no file may ask for; a case that failed is found again by its seed and number.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Two folders deep, as the sources are, because they look for the models from where they stand.
const bundle = fileURLToPath(new URL('../../.cache/fuzz/main.mjs', import.meta.url));
await build({
  entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  // The operators name their kernels; none is run.
  loader: { '.wgsl': 'text' },
  logLevel: 'error',
});
const { status } = spawnSync(process.execPath, ['--max-old-space-size=512', bundle, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
