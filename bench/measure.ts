/** Something to time: runs `times` times and resolves when the last result has reached the host. */
export type Work = (times: number) => Promise<unknown>;

export interface Timing {
  /** Milliseconds a run. */
  readonly median: number;
  readonly quartiles: readonly [number, number];
  readonly rounds: number;
}

export interface Result {
  readonly name: string;
  readonly kinfold: Timing;
  /** What it is measured against. */
  readonly peer: string;
  readonly theirs: Timing;
  /** Median over the rounds of the peer's time by Kinfold's. */
  readonly ratio: number;
  /** What our plan takes, known before it runs. */
  readonly plan?: { readonly dispatches: number; readonly bytes: number; readonly pieces: number };
}

/** As many as take about a minute. */
const [FEWEST_ROUNDS, MOST_ROUNDS, ALL_ROUNDS_MS] = [3, 9, 60_000];
/** A block of runs takes about this long, so that one read-back at its end weighs little. */
const BLOCK_MS = 300;
/** What takes longer than this is a block by itself. */
const LONG_MS = 1000;

/**
 * Times both by turns, so that whatever else the machine does falls on both. Compilation, warm-up and the choice of the
 * block's length are outside of the clock.
 */
export async function compare(name: string, kinfold: Work, theirs: Work, peer = 'TensorFlow.js'): Promise<Result> {
  const blocks = [await blockOf(kinfold), await blockOf(theirs)] as const;
  const fitting = Math.round(ALL_ROUNDS_MS / (blocks[0].milliseconds + blocks[1].milliseconds));
  const rounds = Math.min(Math.max(fitting, FEWEST_ROUNDS), MOST_ROUNDS);
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    times[0].push(await clock(kinfold, blocks[0].runs));
    times[1].push(await clock(theirs, blocks[1].runs));
  }
  const ratio = quantile(
    times[1].map((time, round) => time / times[0][round]!),
    0.5,
  );
  return { name, kinfold: summarise(times[0]), peer, theirs: summarise(times[1]), ratio };
}

/** Runs of a block, and how long it takes. */
async function blockOf(work: Work): Promise<{ runs: number; milliseconds: number }> {
  const first = await clock(work, 1);
  if (first > LONG_MS) return { runs: 1, milliseconds: first };
  const once = await clock(work, 2);
  const runs = Math.min(Math.max(Math.round(BLOCK_MS / once), 2), 200);
  return { runs, milliseconds: runs * once };
}

async function clock(work: Work, times: number): Promise<number> {
  const start = performance.now();
  await work(times);
  return (performance.now() - start) / times;
}

function summarise(times: readonly number[]): Timing {
  return {
    median: quantile(times, 0.5),
    quartiles: [quantile(times, 0.25), quantile(times, 0.75)],
    rounds: times.length,
  };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

/** Both sides must compute the same thing before they are timed. */
export function expectSame(what: string, ours: ArrayLike<number>, theirs: ArrayLike<number>, tolerance = 1e-3): void {
  if (ours.length !== theirs.length) throw new Error(`${what}: ${ours.length} values, the peer has ${theirs.length}`);
  for (let i = 0; i < ours.length; i++) {
    if (!(Math.abs(ours[i]! - theirs[i]!) <= tolerance)) {
      throw new Error(`${what}: [${i}] is ${ours[i]}, the peer says ${theirs[i]}`);
    }
  }
}
