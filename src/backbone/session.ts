import type * as Ort from 'onnxruntime-web';
import { KinfoldError } from '../errors.js';
import { loadRuntime, oneAtATime, type Provider, type Runtime, type RuntimeOptions } from './runtime.js';

export interface SessionOptions extends RuntimeOptions {
  /** Default 'auto': 'webgpu' if a device on a real GPU is given, else 'wasm', which is far faster than a software GPU. */
  readonly provider?: 'auto' | Provider;
  /** The device that the webgpu provider runs on and whose buffers it fills. */
  readonly device?: GPUDevice;
  /** Whether the device's adapter is software. Default: what the device itself says. */
  readonly isFallbackAdapter?: boolean;
}

/** A network in onnxruntime with one float32 input. Runs are queued: one at a time in the whole thread. */
export interface Session {
  readonly provider: Provider;
  readonly outputNames: readonly string[];
  /**
   * Runs the network once. `input` holds `dims` numbers, row-major.
   * @returns the numbers of each float32 output by its name.
   * @throws `onnx-unsupported` if onnxruntime fails, `device-lost`, `closed`.
   */
  run(input: Float32Array, dims: readonly number[]): Promise<Record<string, Float32Array>>;
  /**
   * Runs the network once and hands the buffer of one output to `use`; only with the webgpu provider. The buffer belongs to
   * onnxruntime and is used again after `use` returns: submit what copies it inside `use`.
   */
  runOnGpu?(
    input: Float32Array,
    dims: readonly number[],
    output: string,
    use: (buffer: GPUBuffer, bytes: number) => void,
  ): Promise<void>;
  /** Frees the network. Runs that were queued before are finished first. */
  release(): Promise<void>;
}

/** The provider that {@link openSession} takes for these options. @throws `argument-invalid` for 'webgpu' without a device. */
export function chooseProvider({ provider = 'auto', device, isFallbackAdapter }: SessionOptions): Provider {
  if (provider === 'webgpu' && !device) {
    throw new KinfoldError(
      'argument-invalid',
      'openSession: the webgpu provider needs a device; pass one or choose wasm',
    );
  }
  if (provider !== 'auto') return provider;
  const isSoftware = isFallbackAdapter ?? device?.adapterInfo?.isFallbackAdapter ?? false;
  return device && !isSoftware ? 'webgpu' : 'wasm';
}

/**
 * Opens an ONNX file in onnxruntime-web. The bytes are trusted: check them first (see `openModel`).
 * @throws `dependency-missing`, `argument-invalid`, and `onnx-unsupported` if onnxruntime refuses the file.
 */
export async function openSession(bytes: Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const provider = chooseProvider(options);
  const device = provider === 'webgpu' ? options.device : undefined;
  const runtime = await loadRuntime(provider, options);
  const where: Ort.InferenceSession.SessionOptions = device
    ? { executionProviders: [{ name: 'webgpu', device }], preferredOutputLocation: 'gpu-buffer' }
    : { executionProviders: ['wasm'] };
  const network = await oneAtATime(() =>
    runtime.InferenceSession.create(bytes, { ...where, logSeverityLevel: 3 }),
  ).catch((cause: unknown) => {
    throw failure('cannot open the model', cause);
  });
  return new OrtSession(runtime, network, provider, device);
}

class OrtSession implements Session {
  readonly outputNames: readonly string[];
  readonly runOnGpu?: NonNullable<Session['runOnGpu']>;
  private readonly lost: Promise<boolean>;
  private isClosed = false;

  constructor(
    private readonly runtime: Runtime,
    private readonly network: Ort.InferenceSession,
    readonly provider: Provider,
    device: GPUDevice | undefined,
  ) {
    this.outputNames = network.outputNames;
    this.lost = device ? device.lost.then(() => true) : Promise.resolve(false);
    if (!device) return;
    this.runOnGpu = (input, dims, output, use) =>
      this.withOutputs(input, dims, async (outputs) => {
        const tensor = outputs[output]!;
        use(tensor.gpuBuffer as GPUBuffer, tensor.size * Float32Array.BYTES_PER_ELEMENT);
      });
  }

  run(input: Float32Array, dims: readonly number[]): Promise<Record<string, Float32Array>> {
    return this.withOutputs(input, dims, async (outputs) => {
      const result: Record<string, Float32Array> = {};
      for (const name of this.outputNames) {
        const tensor = outputs[name]!;
        if (tensor.type === 'float32') result[name] = (await tensor.getData()) as Float32Array;
      }
      return result;
    });
  }

  async release(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await oneAtATime(() => this.network.release());
  }

  private async withOutputs<Result>(
    input: Float32Array,
    dims: readonly number[],
    use: (outputs: Ort.InferenceSession.ReturnType) => Promise<Result>,
  ): Promise<Result> {
    if (this.isClosed) {
      throw new KinfoldError('closed', 'Session.run: the session was released; open the model again');
    }
    return oneAtATime(async () => {
      const tensor = new this.runtime.Tensor('float32', input, dims);
      try {
        const outputs = await this.network.run({ [this.network.inputNames[0]!]: tensor });
        try {
          return await use(outputs);
        } finally {
          for (const name of this.outputNames) outputs[name]!.dispose();
        }
      } catch (cause) {
        if (cause instanceof KinfoldError) throw cause;
        // A run can fail before `device.lost` has been heard.
        const isLost = await Promise.race([this.lost, new Promise<false>((done) => setTimeout(done, 100, false))]);
        if (isLost) {
          throw new KinfoldError('device-lost', 'Session.run: the GPU device was lost; open the model on another', {
            cause,
          });
        }
        throw failure('fails while it runs', cause);
      } finally {
        tensor.dispose();
      }
    });
  }
}

function failure(what: string, cause: unknown): KinfoldError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new KinfoldError(
    'onnx-unsupported',
    `onnxruntime-web ${what}: ${reason}; a model exported for another operator set may run`,
    { cause },
  );
}
