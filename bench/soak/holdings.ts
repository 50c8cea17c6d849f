import type { Holdings } from './ledger.js';
import { type Sample, type SoakRun, THREADS } from './soak.js';

/** Share by which what is held may differ at the end. */
export const TOLERANCE = 0.02;

/** Something that is held. */
export interface Holding {
  readonly name: string;
  readonly unit: 'MiB' | '';
  /** After every stretch. */
  readonly values: readonly number[];
  /** Compiled code is not: it grows as more of it gets optimised. Nor is what the browser has beside the heap. */
  readonly isBounded: boolean;
}

const MIB = 2 ** 20;

/** All that is watched. */
export function holdingsOf({ samples }: Pick<SoakRun, 'samples'>): Holding[] {
  const of = (name: string, unit: Holding['unit'], value: (sample: Sample) => number, isBounded = true): Holding => ({
    name,
    unit,
    values: samples.map((sample) => value(sample) / (unit === 'MiB' ? MIB : 1)),
    isBounded,
  });
  const sum = (what: keyof Holdings) => (sample: Sample) =>
    THREADS.reduce((total, thread) => total + sample.threads[thread].held[what], 0);
  return [
    ...THREADS.map((thread) => of(`heap, ${thread}`, 'MiB', ({ threads }) => threads[thread].heap.data)),
    ...THREADS.map((thread) => of(`array buffers, ${thread}`, 'MiB', ({ threads }) => threads[thread].heap.buffers)),
    of('WebAssembly', 'MiB', sum('wasmBytes')),
    of('GPU buffers', '', sum('buffers')),
    of('GPU buffers, bytes', 'MiB', sum('bufferBytes')),
    of('GPU textures', '', sum('textures')),
    of('workers', '', ({ workers }) => workers),
    of('open video frames', '', sum('openFrames')),
    ...THREADS.map((thread) => of(`browser, ${thread}`, 'MiB', ({ threads }) => threads[thread].heap.browser, false)),
    ...THREADS.map((thread) => of(`code, ${thread}`, 'MiB', ({ threads }) => threads[thread].heap.code, false)),
  ];
}

/** By which share something differs at the end from what it was after the first stretch. */
export const growthOf = ({ values }: Pick<Holding, 'values'>): number => {
  const [first, last] = [values[0]!, values.at(-1)!];
  return first === last ? 0 : last / first - 1;
};

/** What does not end where it was, within {@link TOLERANCE}. */
export const grown = (run: Pick<SoakRun, 'samples'>): Holding[] =>
  holdingsOf(run).filter((holding) => holding.isBounded && !(Math.abs(growthOf(holding)) <= TOLERANCE));
