import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import type { Backend, HostArray } from '../../src/gpu/backend.js';
import type { Gpu } from '../../src/gpu/gpu.js';
import { Recorder } from '../../src/gpu/recorder.js';
import { aligned, bufferSpec, type ElementType, type Slice } from '../../src/gpu/tensor.js';

/** 256 bytes behind every buffer that no kernel may touch. */
const GUARD = 64;
const guardPattern = Uint32Array.from({ length: GUARD }, (_, i) => (0x5eed0000 + i) >>> 0);

/** `data` is written before the run; a `length` alone is an output, prefilled with NaN (f32) or 0xffffffff (u32). */
export interface TensorInput {
  readonly type?: ElementType;
  readonly data?: ArrayLike<number>;
  readonly length?: number;
}

type Inputs = Readonly<Record<string, TensorInput>>;
type Outputs<T extends Inputs> = Record<keyof T, HostArray>;
export type RecordCommands<T extends Inputs> = (recorder: Recorder, slices: Record<keyof T, Slice>) => void;

/** Runs the commands on one backend and returns every tensor, having checked the guards. */
export async function runOn<T extends Inputs>(
  backend: Backend,
  inputs: T,
  record: RecordCommands<T>,
): Promise<Outputs<T>> {
  const slices = {} as Record<keyof T, Slice>;
  const guards: Slice[] = [];
  for (const [name, { type = 'f32', data, length = data?.length ?? 0 }] of Object.entries(inputs)) {
    const room = aligned(length);
    const buffer = bufferSpec(name, room + GUARD, type);
    backend.allocate([buffer]);
    slices[name as keyof T] = { buffer, offset: 0, length };
    const content = type === 'u32' ? new Uint32Array(length) : new Float64Array(length);
    if (data) content.set(Array.from(data));
    else content.fill(type === 'u32' ? 0xffffffff : Number.NaN);
    backend.write(slices[name as keyof T], content);
    const guard = { buffer, offset: room, length: GUARD };
    backend.write(guard, type === 'u32' ? guardPattern : new Float32Array(guardPattern.buffer));
    guards.push(guard);
  }
  const recorder = new Recorder(backend);
  record(recorder, slices);
  const program = await backend.compile('test', recorder.commands);
  program.run();
  const outputs = {} as Outputs<T>;
  for (const name of Object.keys(inputs) as (keyof T)[]) outputs[name] = await backend.read(slices[name]);
  for (const guard of guards) {
    const got = await backend.read(guard);
    const bits = new Uint32Array(got instanceof Float64Array ? new Float32Array(got).buffer : got.buffer);
    if (bits.some((word, i) => word !== guardPattern[i]))
      throw new Error(`${guard.buffer.label}: guard bytes were written`);
  }
  program.release();
  backend.free(Object.values<Slice>(slices).map((slice) => slice.buffer));
  return outputs;
}

/** Runs the same commands on the GPU and on the f64 twins. */
export async function runOnBoth<T extends Inputs>(
  gpu: Gpu,
  inputs: T,
  record: RecordCommands<T>,
): Promise<{ gpu: Outputs<T>; cpu: Outputs<T> }> {
  const cpu = new Cpu(twins, 'f64');
  // The twin must see the numbers that the GPU sees: rounded to f32.
  const rounded = Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      input.data && input.type !== 'u32' ? { ...input, data: Float32Array.from(input.data) } : input,
    ]),
  ) as unknown as T;
  const outputs = { gpu: await runOn(gpu, rounded, record), cpu: await runOn(cpu, rounded, record) };
  cpu.destroy();
  return outputs;
}

/** Runs on the f64 twins alone. */
export async function runOnTwin<T extends Inputs>(inputs: T, record: RecordCommands<T>): Promise<Outputs<T>> {
  const cpu = new Cpu(twins, 'f64');
  return runOn(cpu, inputs, record);
}
