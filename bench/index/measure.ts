import type { RankedTemplate, TemplateIndex, TemplateProbe } from '../../src/gallery/template-index.js';

/** How an index answered, compared with the exact answers. */
export interface Measured {
  /** Share of the probes whose nearest identity was found. */
  readonly recallAt1: number;
  /** Share of the ten nearest identities of each probe that were found; undefined if fewer were asked for. */
  readonly recallAt10: number | undefined;
  /** Milliseconds of a search. */
  readonly median: number;
  readonly p95: number;
}

export type Answers = readonly (readonly RankedTemplate[])[];

/** Searches, one after another. */
export async function searchAll(
  index: TemplateIndex,
  probes: readonly TemplateProbe[],
  k: number,
): Promise<{ readonly answers: Answers; readonly times: readonly number[] }> {
  const answers: (readonly RankedTemplate[])[] = [];
  const times: number[] = [];
  // The first one compiles.
  await index.search(probes[0]!, k);
  for (const probe of probes) {
    const began = performance.now();
    answers.push(await index.search(probe, k));
    times.push(performance.now() - began);
  }
  return { answers, times };
}

export function compare({ answers, times }: Awaited<ReturnType<typeof searchAll>>, exact: Answers): Measured {
  const shareOf = (k: number) => {
    const shares = answers.map((answer, i) => {
      const found = new Set(answer.slice(0, k).map(({ identity }) => identity));
      const wanted = exact[i]!.slice(0, k);
      return wanted.filter(({ identity }) => found.has(identity)).length / wanted.length;
    });
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };
  const recallAt10 = answers.every(({ length }) => length >= 10) ? shareOf(10) : undefined;
  return { recallAt1: shareOf(1), recallAt10, median: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(q * sorted.length), sorted.length - 1)]!;
}

/** Seconds of a piece of work: on the wall, and of this process' processors. */
export async function timed<T>(work: () => Promise<T>): Promise<{ result: T; wall: number; processor: number }> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(used);
  return { result, wall: (performance.now() - began) / 1000, processor: (user + system) / 1e6 };
}
