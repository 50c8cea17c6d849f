import { create, globals } from 'webgpu';
import { Gpu } from '../../src/gpu/gpu.js';

Object.assign(globalThis, globals);

// Dawn's instance must outlive every adapter and device: without a reference it is collected, and the process dies.
const gpus: GPU[] = [];

/** Dawn's `GPU` object on the adapter that VK_ICD_FILENAMES names, kept for the life of the process. */
export function createGpu(): GPU {
  const gpu = create([]);
  gpus.push(gpu);
  return gpu;
}

/** Opens Dawn's device on the adapter that VK_ICD_FILENAMES names. No adapter is a failed test: `Gpu.open` throws. */
export async function openTestGpu(): Promise<Gpu> {
  const opened = await Gpu.open(createGpu());
  console.info(`adapter: ${opened.adapter}`);
  return opened;
}
