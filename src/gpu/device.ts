import { KinfoldError } from '../errors.js';

/**
 * Asked for when the adapter has them, never required. No kernel of ours uses the first two: they are for onnxruntime's
 * webgpu provider, which runs on this device, refuses a model with float16 tensors without `shader-f16` and has kernels
 * with `subgroups`. `timestamp-query` is for profiles.
 */
const wantedFeatures = ['shader-f16', 'subgroups', 'timestamp-query'] as const;

export interface OpenedDevice {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
}

/**
 * Opens a device with WebGPU's default limits, so that what runs here runs everywhere.
 *
 * @param gpu the `GPU` object: `navigator.gpu` in a page or worker, Dawn's in Node. Default: the one of this thread.
 * @throws KinfoldError `adapter-missing` if there is no WebGPU or no adapter.
 */
export async function openDevice(gpu: GPU | undefined = globalThis.navigator?.gpu): Promise<OpenedDevice> {
  if (!gpu) {
    throw new KinfoldError(
      'adapter-missing',
      'openDevice: this thread has no navigator.gpu; use a browser with WebGPU over https or localhost, or the CPU backend of kinfold/cpu',
    );
  }
  let adapter: GPUAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  } catch (cause) {
    throw new KinfoldError('adapter-missing', 'openDevice: asking for a WebGPU adapter failed', { cause });
  }
  if (!adapter) {
    throw new KinfoldError(
      'adapter-missing',
      'openDevice: WebGPU found no adapter; install a Vulkan, Metal or Direct3D 12 driver, or use the CPU backend of kinfold/cpu',
    );
  }
  const requiredFeatures = wantedFeatures.filter((feature) => adapter.features.has(feature));
  try {
    const device = await adapter.requestDevice({ label: 'kinfold', requiredFeatures });
    return { device, info: adapter.info };
  } catch (cause) {
    throw new KinfoldError('adapter-missing', `openDevice: ${adapterName(adapter.info)} gives no device`, { cause });
  }
}

/** `vendor architecture: description`, as far as the browser tells. */
export function adapterName(info: GPUAdapterInfo): string {
  const parts = [[info.vendor, info.architecture].filter(Boolean).join(' '), info.description].filter(Boolean);
  return parts.join(': ') || 'unnamed adapter';
}
