import { KinfoldError } from '../errors.js';
import type { Command, Dispatch } from './recorder.js';
import type { BufferSpec, Slice } from './tensor.js';

/** What the ops may ask of the machine that their dispatches will run on. */
export interface Target {
  readonly features: ReadonlySet<string>;
  readonly limits: TargetLimits;
  /** True for a software adapter: it wants other kernels than a GPU (see ops/product). */
  readonly isFallbackAdapter: boolean;
}

/** The limits that the planner keeps; names and units are WebGPU's. */
export interface TargetLimits {
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** WebGPU's guaranteed limits: what a plan may count on everywhere. */
export const defaultLimits: TargetLimits = {
  maxBufferSize: 268_435_456,
  maxStorageBufferBindingSize: 134_217_728,
  maxComputeWorkgroupsPerDimension: 65_535,
};

export type HostArray = Float32Array | Float64Array | Uint32Array;

/** What a backend has done since it was opened. Tests and benchmarks count these instead of trusting a clock. */
export interface Counters {
  submits: number;
  dispatches: number;
  pipelines: number;
  bindGroups: number;
  buffers: number;
  bytesAllocated: number;
  bytesWritten: number;
  /** Copies into mappable buffers: the only way in which data leaves the GPU. */
  readbacks: number;
}

export function newCounters(): Counters {
  return {
    submits: 0,
    dispatches: 0,
    pipelines: 0,
    bindGroups: 0,
    buffers: 0,
    bytesAllocated: 0,
    bytesWritten: 0,
    readbacks: 0,
  };
}

/** Throws `shape-mismatch` if `data` is longer than the slice that it is to be written to. */
export function requireFit({ buffer, length }: Slice, data: HostArray): void {
  if (data.length <= length) return;
  throw new KinfoldError(
    'shape-mismatch',
    `${buffer.label}: ${data.length} words written to a slice of ${length}; write no more than the slice holds`,
  );
}

/**
 * Runs recorded commands. Two of them exist: `Gpu` (WGSL on a GPUDevice) and the CPU backend (the f32/f64 twins). Both take
 * the very same commands, which makes the second the oracle of the first.
 */
export interface Backend extends Target {
  readonly name: 'webgpu' | 'cpu';
  /** The adapter's description, for reports. */
  readonly adapter: string;
  readonly counters: Readonly<Counters>;

  /** Gives zero-filled memory to each buffer. Throws `limit-exceeded` before anything is allocated. */
  allocate(buffers: readonly BufferSpec[]): void;
  free(buffers: readonly BufferSpec[]): void;
  /** Writes into the front part of `slice`. The write is ordered before every later run. */
  write(slice: Slice, data: HostArray): void;
  /** Copies `slice` to the host, after everything submitted so far. Rejects with `device-lost`. */
  read(slice: Slice): Promise<HostArray>;
  /** Makes pipelines and bind groups, so that `run` makes none. */
  compile(label: string, commands: readonly Command[]): Promise<Program>;
  /** Frees all memory; every later call throws `closed`. */
  destroy(): void;
}

/** A compiled command list. */
export interface Program {
  readonly label: string;
  /**
   * Changes the fields of a dispatch's `Params` that `values` names; the others keep what was set last. Takes effect from
   * the next run on. Throws `argument-invalid`, and changes nothing, for a dispatch or a field that is not there.
   */
  setParams(dispatch: Dispatch, values: Readonly<Record<string, number>>): void;
  /** Encodes every command into one command buffer and submits it once. */
  run(): void;
  /** The same, and copies `slice` to the host in the same command buffer. */
  runAndRead(slice: Slice): Promise<HostArray>;
  /** Nanoseconds per dispatch of one run, if the device has `timestamp-query`; undefined otherwise. */
  profile(): Promise<readonly { readonly label: string; readonly nanoseconds: number }[] | undefined>;
  release(): void;
}
