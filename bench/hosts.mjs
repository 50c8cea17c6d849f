// Where the bundle runs. Each gives { adapter, results }.
import { symlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sirv from 'sirv';
import { create, globals } from 'webgpu';
import { launchChromium } from '../test/support/chromium.mjs';

const ort = fileURLToPath(new URL('../node_modules/onnxruntime-web/dist', import.meta.url));

/** Puts onnxruntime's files where the bundle looks for them. */
export async function withOnnxruntime(folder) {
  await symlink(ort, join(folder, 'ort'), 'junction');
}

/** Dawn stands in for the browser's navigator.gpu; tfjs looks for it there, and for `require`. */
export async function runInNode(folder, suites) {
  Object.assign(globalThis, globals, { require: createRequire(import.meta.url) });
  const navigator = { gpu: create([]), userAgent: `Node ${process.version}` };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  const { run } = await import(pathToFileURL(join(folder, 'suite.js')).href);
  return run(suites);
}

export async function runInChromium(folder, suites) {
  const files = sirv(folder, { dev: true });
  const server = createServer((request, response) => {
    if (request.url !== '/') return files(request, response, () => response.writeHead(404).end());
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>bench</title>');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    return await page.evaluate(async (names) => (await import('/suite.js')).run(names), suites);
  } finally {
    await browser.close();
    server.close();
  }
}
