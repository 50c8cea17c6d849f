import { create, globals } from 'webgpu';
import { Gpu } from '../../src/gpu/gpu.js';

Object.assign(globalThis, globals);

// Dawn's instance must outlive every adapter and device.
const gpus: GPU[] = [];

/** Opens Dawn's device on the adapter that VK_ICD_FILENAMES names. No adapter is a failed test: `Gpu.open` throws. */
export async function openTestGpu(): Promise<Gpu> {
  const gpu = create([]);
  gpus.push(gpu);
  const opened = await Gpu.open(gpu);
  console.info(`adapter: ${opened.adapter}`);
  return opened;
}
