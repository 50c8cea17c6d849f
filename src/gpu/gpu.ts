import { KinfoldError } from '../errors.js';
import {
  type Backend,
  type Counters,
  type HostArray,
  newCounters,
  type Program,
  requireFit,
  type TargetLimits,
} from './backend.js';
import { adapterName, type OpenedDevice, openDevice } from './device.js';
import { Pipelines } from './pipelines.js';
import { compileProgram } from './program.js';
import type { Command } from './recorder.js';
import { type BufferSpec, type Slice, WORD } from './tensor.js';

/** The WebGPU backend: owns one GPUDevice, its buffers and its pipelines. */
export class Gpu implements Backend {
  readonly name = 'webgpu';
  readonly adapter: string;
  readonly isFallbackAdapter: boolean;
  readonly features: ReadonlySet<string>;
  readonly limits: TargetLimits;
  readonly counters: Counters = newCounters();
  readonly device: GPUDevice;
  readonly pipelines: Pipelines;
  /** Resolves once, when the device is lost; never rejects. */
  readonly lost: Promise<KinfoldError>;
  readonly #buffers = new Map<BufferSpec, GPUBuffer>();
  #failure: KinfoldError | undefined;

  constructor({ device, info }: OpenedDevice) {
    this.device = device;
    this.adapter = adapterName(info);
    this.isFallbackAdapter = info.isFallbackAdapter;
    this.features = device.features;
    this.limits = device.limits;
    this.pipelines = new Pipelines(device, this.counters);
    this.lost = device.lost.then(({ reason, message }) => {
      this.#failure ??= new KinfoldError(
        'device-lost',
        `${this.adapter}: the device was lost (${reason}: ${message}); call restart()`,
      );
      return this.#failure;
    });
    // Validation and memory errors arrive late; they are kept and thrown by the next call instead of being printed.
    device.onuncapturederror = (event) => {
      event.preventDefault();
      const code = event.error.constructor.name === 'GPUOutOfMemoryError' ? 'out-of-memory' : 'shader-invalid';
      this.#failure ??= new KinfoldError(code, `${this.adapter}: ${event.error.message}; call restart()`, {
        cause: event.error,
      });
    };
  }

  static async open(gpu?: GPU): Promise<Gpu> {
    return new Gpu(await openDevice(gpu));
  }

  /** Throws what has gone wrong on the device since it was opened, if anything has. */
  throwIfFailed(): void {
    if (this.#failure) throw this.#failure;
  }

  allocate(buffers: readonly BufferSpec[]): void {
    this.throwIfFailed();
    for (const { label, length } of buffers) {
      if (length * WORD > this.limits.maxBufferSize) {
        throw new KinfoldError(
          'limit-exceeded',
          `${label}: ${length * WORD} bytes, but the device allows buffers of ${this.limits.maxBufferSize}; use a smaller batch`,
        );
      }
    }
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    for (const spec of buffers) {
      if (this.#buffers.has(spec)) throw new KinfoldError('argument-invalid', `${spec.label}: allocated already`);
      // 16 bytes at the least: a binding to array<vec4f> needs one whole element.
      const size = Math.ceil(spec.length / 4) * 4 * WORD;
      this.#buffers.set(spec, this.device.createBuffer({ label: spec.label, size, usage }));
      this.counters.buffers++;
      this.counters.bytesAllocated += size;
    }
  }

  free(buffers: readonly BufferSpec[]): void {
    for (const spec of buffers) {
      const buffer = this.#buffers.get(spec);
      if (!buffer) continue;
      this.counters.buffers--;
      this.counters.bytesAllocated -= buffer.size;
      buffer.destroy();
      this.#buffers.delete(spec);
    }
  }

  /** The GPUBuffer behind a spec, to share with onnxruntime on the same device. */
  bufferOf(spec: BufferSpec): GPUBuffer {
    const buffer = this.#buffers.get(spec);
    if (!buffer) throw new KinfoldError('argument-invalid', `${spec.label}: has no memory; allocate it first`);
    return buffer;
  }

  write(slice: Slice, data: HostArray): void {
    this.throwIfFailed();
    requireFit(slice, data);
    const words = data instanceof Float64Array ? new Float32Array(data) : data;
    this.device.queue.writeBuffer(
      this.bufferOf(slice.buffer),
      slice.offset * WORD,
      words as GPUAllowSharedBufferSource,
    );
    this.counters.bytesWritten += words.byteLength;
  }

  async read(slice: Slice): Promise<HostArray> {
    this.throwIfFailed();
    const staging = this.createStaging(slice.length);
    try {
      const encoder = this.device.createCommandEncoder({ label: `read ${slice.buffer.label}` });
      this.encodeReadback(encoder, slice, staging);
      this.submit(encoder.finish());
      return await this.mapStaging(slice, staging);
    } finally {
      staging.destroy();
    }
  }

  /** A mappable buffer for `length` words. */
  createStaging(length: number): GPUBuffer {
    return this.device.createBuffer({
      label: 'staging',
      size: length * WORD,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  encodeReadback(encoder: GPUCommandEncoder, slice: Slice, staging: GPUBuffer): void {
    encoder.copyBufferToBuffer(this.bufferOf(slice.buffer), slice.offset * WORD, staging, 0, slice.length * WORD);
    this.counters.readbacks++;
  }

  /** The slice's data in a staging buffer that `encodeReadback` has filled. */
  async mapStaging({ buffer, length }: Slice, staging: GPUBuffer): Promise<HostArray> {
    const bytes = await this.mapBytes(`read ${buffer.label}`, staging, length * WORD);
    return buffer.type === 'u32' ? new Uint32Array(bytes) : new Float32Array(bytes);
  }

  /** Copies the first `size` bytes of a staging buffer to the host. Rejects with whatever broke the device. */
  async mapBytes(subject: string, staging: GPUBuffer, size: number): Promise<ArrayBuffer> {
    try {
      await staging.mapAsync(GPUMapMode.READ, 0, size);
    } catch (cause) {
      this.throwIfFailed();
      // mapAsync can fail before `device.lost` has been heard.
      const lost = await Promise.race([this.lost, new Promise<undefined>((done) => setTimeout(done, 100))]);
      throw lost ?? new KinfoldError('device-lost', `${subject}: mapping failed; call restart()`, { cause });
    }
    this.throwIfFailed();
    const bytes = staging.getMappedRange(0, size).slice(0);
    staging.unmap();
    return bytes;
  }

  submit(commands: GPUCommandBuffer): void {
    this.device.queue.submit([commands]);
    this.counters.submits++;
  }

  async compile(label: string, commands: readonly Command[]): Promise<Program> {
    this.throwIfFailed();
    return compileProgram(this, label, commands);
  }

  destroy(): void {
    this.#failure ??= new KinfoldError('closed', `${this.adapter}: the backend was destroyed`);
    this.free([...this.#buffers.keys()]);
    this.device.destroy();
  }
}
