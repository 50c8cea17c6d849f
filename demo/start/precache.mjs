import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from './build.mjs';

/** What the kiosk uses of the folders that it shares with the other pages. */
const MODELS = ['fr_detect', 'fr_landmark', 'fr_feature'].flatMap((name) => [`${name}.json`, `${name}.onnx`]);
const RUNTIME = ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.asyncify.wasm'].flatMap((name) => [
  name,
  name.replace('.wasm', '.mjs'),
]);

/** Not kept: the service worker and this list are the browser's own business. */
const OWN = ['service-worker.js', 'precache.js'];

/**
 * Writes down every file that the kiosk needs, with its SHA-256, for its service worker. A file that changes makes another version.
 * @param models folder of the models.
 */
export function writePrecache({ site, models }) {
  const kiosk = resolve(site, 'kiosk');
  const own = readdirSync(kiosk).filter((name) => !OWN.includes(name));
  const files = Object.fromEntries([
    ...own.map((name) => [name, sum(resolve(kiosk, name))]),
    ...MODELS.map((name) => [`../models/${name}`, sum(resolve(models, name))]),
    ...RUNTIME.map((name) => [`../ort/${name}`, sum(resolve(root, 'node_modules/onnxruntime-web/dist', name))]),
  ]);
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  const path = resolve(kiosk, 'precache.js');
  const list = `self.precache = ${JSON.stringify({ version, files }, null, 1)};\n`;
  // Another server may be handing it out at this moment.
  if (!existsSync(path) || readFileSync(path, 'utf8') !== list) writeFileSync(path, list);
}

const sum = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
