// `npm run bench [-- --json]`: Kinfold against TensorFlow.js's webgpu backend, in Node (Dawn on the adapter that
// VK_ICD_FILENAMES names) and in headless Chromium (SwiftShader). One bundle runs in both. Nothing passes or fails by time.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { runInChromium, runInNode } from './hosts.mjs';
import { formatHost } from './report.mjs';

const { json } = parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
const folder = await mkdtemp(join(tmpdir(), 'kinfold-bench-'));
const hosts = [];
try {
  await bundle(new URL('suite.ts', import.meta.url), join(folder, 'suite.js'));
  const plan = [
    ['Node', runInNode, ['head', 'distances', 'gallery']],
    ['Chromium', runInChromium, ['head']],
  ];
  for (const [name, run, suites] of plan) {
    if (!json) console.error(`measuring in ${name} …`);
    const host = { host: name, ...(await run(folder, suites)) };
    hosts.push(host);
    if (!json) console.log(formatHost(host));
  }
} finally {
  await rm(folder, { recursive: true });
}
if (json) console.log(JSON.stringify({ hosts }, null, 2));
// Dawn keeps the process alive as long as a device exists.
process.exit(0);
