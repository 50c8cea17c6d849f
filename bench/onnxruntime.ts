import { loadRuntime } from '../src/backbone/runtime.js';
import type { Gpu } from '../src/gpu/gpu.js';
import { prepareWebgpuProvider } from '../src/node/ort-webgpu.js';
import type { Work } from './measure.js';

/** A model with one input and one output in onnxruntime's WebGPU provider, on the device that Kinfold runs on. */
export interface OrtPeer {
  readonly name: string;
  /** Sends the input, and copies the output of the last run to the host. */
  readonly run: (times: number) => Promise<Float32Array>;
  close(): Promise<void>;
}

/** @param dims of `input`; the model's batch size is fixed to theirs, so that onnxruntime can plan for it. */
export async function openPeer(
  gpu: Gpu,
  model: Uint8Array,
  input: Float32Array,
  dims: readonly number[],
): Promise<OrtPeer> {
  if (typeof document === 'undefined') prepareWebgpuProvider(navigator.gpu, gpu.device);
  const { InferenceSession, Tensor } = await loadRuntime('webgpu', {});
  const session = await InferenceSession.create(model, {
    executionProviders: [{ name: 'webgpu', device: gpu.device }],
    preferredOutputLocation: 'gpu-buffer',
    freeDimensionOverrides: { N: dims[0]! },
    logSeverityLevel: 3,
  });
  const [from, to] = [session.inputNames[0]!, session.outputNames[0]!];
  const once = async () => {
    const tensor = new Tensor('float32', input, dims);
    return (await session.run({ [from]: tensor }))[to]!;
  };
  const run = async (times: number) => {
    for (let i = 1; i < times; i++) (await once()).dispose();
    const last = await once();
    const data = (await last.getData()) as Float32Array;
    last.dispose();
    return data;
  };
  return { name: 'onnxruntime', run: run satisfies Work, close: () => session.release() };
}
