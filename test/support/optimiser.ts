import { Cpu } from '../../src/cpu/backend.js';
import { twins } from '../../src/cpu/twins.js';
import type { Backend, HostArray } from '../../src/gpu/backend.js';
import { type Dispatch, Recorder } from '../../src/gpu/recorder.js';
import { ALIGNMENT, aligned, bufferSpec, type Slice } from '../../src/gpu/tensor.js';
import { numbers } from './random.js';

type Buffer = 'gradient' | 'control' | 'parameters' | 'velocity' | 'm' | 'v';

export interface Optimiser {
  readonly state: readonly ('velocity' | 'm' | 'v')[];
  record(recorder: Recorder, slices: Record<Buffer, Slice>, count: number, workgroup?: number): Dispatch;
  params(step: number): Readonly<Record<string, number>>;
}

export interface Descent {
  readonly count: number;
  readonly steps: number;
  /** The gradient's words of step t = 1, 2, …; default: random, the last quarter zero like padding. */
  readonly gradient?: (step: number) => Float64Array;
  readonly parameters?: Float64Array;
  /** Scale and skipped of the control record of step t; default: 1 and 0. */
  readonly control?: (step: number) => readonly [scale: number, skipped: number];
  readonly workgroup?: number;
}

/** Random, the last quarter zero like padding. */
export function randomGradient(count: number, step: number): Float64Array {
  return numbers(100 + step, count).map((value, i) => (i < count * 0.75 ? value : 0));
}

/** Runs the steps of an optimiser, params set before each, and returns parameters and state; f32 inputs on any backend. */
export async function descend(backend: Backend, optimiser: Optimiser, descent: Descent): Promise<HostArray[]> {
  const { count, steps, workgroup, gradient = (step) => randomGradient(count, step), control = () => [1, 0] } = descent;
  const initial = descent.parameters ?? numbers(1, count).map((value, i) => (i < count * 0.75 ? value : 0));
  const names: Buffer[] = ['gradient', 'control', 'parameters', 'velocity', 'm', 'v'];
  const slices = {} as Record<Buffer, Slice>;
  const guards: Slice[] = [];
  for (const name of names) {
    const length = name === 'control' ? 3 : count;
    const buffer = bufferSpec(name, aligned(length) + ALIGNMENT);
    slices[name] = { buffer, offset: 0, length };
    guards.push({ buffer, offset: aligned(length), length: ALIGNMENT });
  }
  const buffers = guards.map((guard) => guard.buffer);
  backend.allocate(buffers);
  for (const guard of guards) backend.write(guard, new Float32Array(ALIGNMENT).fill(7));
  backend.write(slices.parameters, Float32Array.from(initial));
  const recorder = new Recorder(backend);
  const dispatch = optimiser.record(recorder, slices, count, workgroup);
  const program = await backend.compile('optimiser', recorder.commands);
  for (let step = 1; step <= steps; step++) {
    backend.write(slices.gradient, Float32Array.from(gradient(step)));
    backend.write(slices.control, Float32Array.of(Number.NaN, ...control(step)));
    program.setParams(dispatch, optimiser.params(step));
    program.run();
  }
  const results = [];
  for (const name of ['parameters', ...optimiser.state] as const) results.push(await backend.read(slices[name]));
  for (const guard of guards) {
    if ((await backend.read(guard)).some((word) => word !== 7))
      throw new Error(`${guard.buffer.label}: guard was written`);
  }
  program.release();
  backend.free(buffers);
  return results;
}

export function descendOnTwin(optimiser: Optimiser, descent: Descent): Promise<HostArray[]> {
  return descend(new Cpu(twins, 'f64'), optimiser, descent);
}
