import type * as Ort from 'onnxruntime-web';
import { KinfoldError } from '../errors.js';
import { Turns } from './turns.js';

/** Where a session runs: on the processor, or on the GPU device that it is given. */
export type Provider = 'wasm' | 'webgpu';

/** The module `onnxruntime-web/wasm` or `onnxruntime-web/webgpu`. */
export type Runtime = Pick<typeof Ort, 'InferenceSession' | 'Tensor' | 'env'>;

export interface RuntimeOptions {
  /** URL of the folder with onnxruntime's `.wasm` files (ending in /). Default: beside its script. Only the first session's counts. */
  readonly wasmPaths?: string;
}

const importRuntime = (provider: Provider): Promise<Runtime> =>
  provider === 'webgpu' ? import('onnxruntime-web/webgpu') : import('onnxruntime-web/wasm');

/**
 * Loads onnxruntime-web, a peer dependency, for a provider and sets it up: one thread, and it logs nothing but errors.
 * @throws `dependency-missing` if it cannot be imported.
 */
export async function loadRuntime(provider: Provider, options: RuntimeOptions): Promise<Runtime> {
  let runtime: Runtime;
  try {
    runtime = await importRuntime(provider);
  } catch (cause) {
    throw new KinfoldError(
      'dependency-missing',
      `openSession: onnxruntime-web/${provider} cannot be imported; run \`npm install onnxruntime-web\` and let it be served from your own origin`,
      { cause },
    );
  }
  runtime.env.logLevel = 'error';
  runtime.env.wasm.numThreads = 1;
  if (options.wasmPaths !== undefined) runtime.env.wasm.wasmPaths = options.wasmPaths;
  return runtime;
}

const turns = new Turns();

/** Runs tasks one after another: onnxruntime's wasm module cannot be entered while it waits inside. */
export function oneAtATime<Result>(task: () => Promise<Result>): Promise<Result> {
  return turns.take(task);
}
