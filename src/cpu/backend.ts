import { KinfoldError } from '../errors.js';
import {
  type Backend,
  type Counters,
  defaultLimits,
  type HostArray,
  newCounters,
  type Program,
  requireFit,
} from '../gpu/backend.js';
import { packParams } from '../gpu/kernel.js';
import type { Command, Dispatch } from '../gpu/recorder.js';
import type { BufferSpec, Slice } from '../gpu/tensor.js';
import type { Twins } from './twin.js';

/**
 * Runs recorded commands through the twins: in f64 the oracle of the tests, in f32 the fallback where WebGPU is missing.
 */
export class Cpu implements Backend {
  readonly name = 'cpu';
  readonly adapter: string;
  readonly features: ReadonlySet<string> = new Set();
  readonly limits = defaultLimits;
  readonly isFallbackAdapter = false;
  readonly counters: Counters = newCounters();
  readonly #memory = new Map<BufferSpec, HostArray>();
  #closed = false;

  constructor(
    readonly twins: Twins,
    readonly precision: 'f32' | 'f64' = 'f32',
  ) {
    this.adapter = `CPU twins in ${precision}`;
  }

  allocate(buffers: readonly BufferSpec[]): void {
    this.#throwIfClosed();
    for (const spec of buffers) {
      if (this.#memory.has(spec)) throw new KinfoldError('argument-invalid', `${spec.label}: allocated already`);
      const memory = this.#make(spec);
      this.#memory.set(spec, memory);
      this.counters.buffers++;
      this.counters.bytesAllocated += memory.byteLength;
    }
  }

  free(buffers: readonly BufferSpec[]): void {
    for (const spec of buffers) {
      const memory = this.#memory.get(spec);
      if (!memory) continue;
      this.counters.buffers--;
      this.counters.bytesAllocated -= memory.byteLength;
      this.#memory.delete(spec);
    }
  }

  write(slice: Slice, data: HostArray): void {
    this.#throwIfClosed();
    requireFit(slice, data);
    this.view(slice).set(data);
    this.counters.bytesWritten += data.byteLength;
  }

  async read(slice: Slice): Promise<HostArray> {
    this.#throwIfClosed();
    this.counters.readbacks++;
    return this.view(slice).slice();
  }

  async compile(label: string, commands: readonly Command[]): Promise<Program> {
    this.#throwIfClosed();
    return new CpuProgram(this, label, commands);
  }

  destroy(): void {
    this.#closed = true;
    this.free([...this.#memory.keys()]);
  }

  /** The memory behind a slice; not a copy. */
  view({ buffer, offset, length }: Slice): HostArray {
    const memory = this.#memory.get(buffer);
    if (!memory) throw new KinfoldError('argument-invalid', `${buffer.label}: has no memory; allocate it first`);
    return memory.subarray(offset, offset + length);
  }

  #make({ type, length }: BufferSpec): HostArray {
    if (type === 'u32') return new Uint32Array(length);
    return this.precision === 'f64' ? new Float64Array(length) : new Float32Array(length);
  }

  #throwIfClosed(): void {
    if (this.#closed) throw new KinfoldError('closed', `${this.adapter}: the backend was destroyed`);
  }
}

class CpuProgram implements Program {
  readonly #params = new Map<Dispatch, Readonly<Record<string, number>>>();

  constructor(
    readonly cpu: Cpu,
    readonly label: string,
    readonly commands: readonly Command[],
  ) {
    for (const command of commands) {
      if (command.type !== 'dispatch') continue;
      if (!cpu.twins[command.kernel.name]) {
        throw new KinfoldError('shader-invalid', `${command.kernel.name}: has no CPU twin`);
      }
      this.#setParams(command, command.params);
    }
  }

  setParams(dispatch: Dispatch, values: Readonly<Record<string, number>>): void {
    if (!this.#params.has(dispatch) || Object.keys(dispatch.kernel.params).length === 0) {
      throw new KinfoldError('argument-invalid', `${dispatch.label}: is not part of this program or has no Params`);
    }
    this.#setParams(dispatch, values);
  }

  #setParams(dispatch: Dispatch, values: Readonly<Record<string, number>>): void {
    const params = { ...this.#params.get(dispatch), ...values };
    packParams(dispatch.kernel, params, new DataView(new ArrayBuffer(256)), 0);
    this.#params.set(dispatch, params);
  }

  run(): void {
    for (const command of this.commands) {
      if (command.type === 'clear') this.cpu.view(command.slice).fill(0);
      else if (command.type === 'copy') this.cpu.view(command.to).set(this.cpu.view(command.from));
      else this.#dispatch(command);
    }
    this.cpu.counters.submits++;
  }

  async runAndRead(slice: Slice): Promise<HostArray> {
    // A timer and not a microtask, so that an abort, or anything else that waits, gets its chance.
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.run();
    return this.cpu.read(slice);
  }

  async profile(): Promise<undefined> {
    return undefined;
  }

  release(): void {
    this.#params.clear();
  }

  #dispatch(dispatch: Dispatch): void {
    const { kernel } = dispatch;
    const views: Record<string, HostArray> = {};
    for (const name of Object.keys(kernel.bindings)) views[name] = this.cpu.view(dispatch.buffers[name]!);
    this.cpu.twins[kernel.name]!(views, this.#params.get(dispatch)!, dispatch.overrides);
    this.cpu.counters.dispatches++;
  }
}
