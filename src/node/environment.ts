import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchBytes, loadModel } from '../backbone/load.js';
import { openBackend } from '../engine/environment.js';
import type { Environment } from '../engine/options.js';
import { KinfoldError } from '../errors.js';
import { Gpu } from '../gpu/gpu.js';
import { decodePicture } from './decode.js';
import { prepareWebgpuProvider } from './ort-webgpu.js';

/** Dawn's instance must outlive every device that came from it. */
let dawn: GPU | undefined;

async function openDawn(): Promise<GPU> {
  if (dawn) return dawn;
  let webgpu: typeof import('webgpu');
  try {
    webgpu = await import('webgpu');
  } catch (cause) {
    throw new KinfoldError(
      'dependency-missing',
      'openDevice: Node needs the package webgpu (Dawn); run `npm install webgpu`, or choose the cpu backend',
      { cause },
    );
  }
  Object.assign(globalThis, webgpu.globals);
  dawn = webgpu.create([]);
  return dawn;
}

async function readAddress(address: string): Promise<Uint8Array> {
  if (/^https?:/.test(address)) return fetchBytes(address);
  const path = address.startsWith('file:') ? fileURLToPath(address) : address;
  try {
    return await readFile(path);
  } catch (cause) {
    throw new KinfoldError('model-missing', `${path}: cannot be read; run \`kinfold models\` or check the path`, {
      cause,
    });
  }
}

function resolveAddress(file: string, card: string): string {
  if (/^(https?|file):/.test(card)) return new URL(file, card).href;
  return /^https?:/.test(file) ? file : resolve(dirname(card), file);
}

/** Node: Dawn through npm `webgpu`, pictures through `sharp`, models from files or over HTTP. */
export const nodeEnvironment: Environment = {
  decodePicture,
  async openBackend(kind) {
    if (kind === 'cpu') return openBackend(kind);
    const gpu = await openDawn();
    const backend = await Gpu.open(gpu);
    prepareWebgpuProvider(gpu, backend.device);
    return backend;
  },
  loadModel: async (source) => (typeof source === 'string' ? loadModel(source, readAddress, resolveAddress) : source),
};
