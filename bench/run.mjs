// `npm run bench [-- SUITE … --in node|chromium --json]`: Kinfold against TensorFlow.js's webgpu backend and onnxruntime's
// WebGPU provider, in Node (Dawn on the adapter that VK_ICD_FILENAMES names) and in headless Chromium (SwiftShader). One
// bundle runs in both. Nothing passes or fails by time. `npm run bench -- profile` says where our own time goes, and
// `npm run bench -- mining` compares miners with each other, `npm run bench -- index` measures searches among many templates,
// `npm run bench -- liveness` what liveness checks let pass, `npm run bench -- detectors` how many faces each detector finds, and
// `npm run bench -- kiosk` who gets in at a kiosk in Chromium, `npm run bench -- tails` whom the thresholds of a calibration let in.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { runDetectors } from './detectors/run.mjs';
import { runInChromium, runInNode, withOnnxruntime } from './hosts.mjs';
import { runIndex } from './index/run.mjs';
import { runKiosk } from './kiosk/run.mjs';
import { runLiveness } from './liveness/run.mjs';
import { runMining } from './mining/run.mjs';
import { formatHost } from './report.mjs';
import { runSoak } from './soak/run.mjs';
import { runTails } from './tails/run.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    in: { type: 'string', default: 'node,chromium' },
    frames: { type: 'string', default: '20000' },
  },
});
if (positionals[0] === 'mining') {
  await runMining(positionals.slice(1));
  process.exit(0);
}
if (positionals[0] === 'index') {
  await runIndex(positionals.slice(1));
  process.exit(0);
}
if (positionals[0] === 'detectors') {
  await runDetectors();
  process.exit(0);
}
if (positionals[0] === 'kiosk') {
  await runKiosk(positionals.slice(1));
  process.exit(0);
}
if (positionals[0] === 'liveness') {
  await runLiveness(positionals.slice(1));
  process.exit(0);
}
if (positionals[0] === 'tails') {
  await runTails(positionals.slice(1));
  process.exit(0);
}
if (positionals[0] === 'soak') {
  await runSoak(positionals.slice(1), Number(values.frames));
  process.exit();
}
const hosts = [
  { name: 'Node', run: runInNode, suites: ['head', 'distances', 'gallery', 'conv', 'backbone', 'forward'] },
  { name: 'Chromium', run: runInChromium, suites: ['head', 'small-backbone', 'forward'] },
].filter(({ name }) => values.in.split(',').includes(name.toLowerCase()));

const folder = await mkdtemp(join(tmpdir(), 'kinfold-bench-'));
const measured = [];
try {
  await bundle(new URL('suite.ts', import.meta.url), join(folder, 'suite.js'));
  await withOnnxruntime(folder);
  for (const { name, run, suites } of hosts) {
    if (!values.json) console.error(`measuring in ${name} …`);
    const host = { host: name, ...(await run(folder, positionals.length > 0 ? positionals : suites)) };
    measured.push(host);
    if (!values.json) console.log(formatHost(host));
  }
} finally {
  await rm(folder, { recursive: true });
}
if (values.json) console.log(JSON.stringify({ hosts: measured }, null, 2));
// Dawn keeps the process alive as long as a device exists.
process.exit(0);
