import type { Browser, Page } from 'playwright-core';

/** Blocks the page so long at most, in ms. */
export const LONGEST = 16;

/** One task of the page's main thread. */
export interface Task {
  /** Processor time, in ms: what it takes however busy the machine is. */
  readonly processor: number;
  /** From its beginning to its end, in ms: waiting for a processor and for other processes is in it. */
  readonly duration: number;
  /** What took longest in it, with its milliseconds. */
  readonly parts: readonly string[];
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: {
    readonly name?: string;
    /** Where a task was posted. */
    readonly src_file?: string;
    readonly data?: { readonly functionName?: string };
  };
}

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel', 'v8', '__metadata'];

/** Runs something while Chromium traces its threads. @returns every task that the page's main thread ran meanwhile. */
export async function traceMainThread(browser: Browser, page: Page, work: () => Promise<unknown>): Promise<Task[]> {
  await browser.startTracing(page, { categories: CATEGORIES });
  try {
    await work();
  } catch (error) {
    await browser.stopTracing();
    throw error;
  }
  const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse((await browser.stopTracing()).toString());
  return tasksOf(traceEvents);
}

/** Of the main threads of all pages, the one that was busiest: there is one page. */
function tasksOf(events: readonly TraceEvent[]): Task[] {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const byThread = mains.map(({ pid, tid }) => events.filter((event) => event.pid === pid && event.tid === tid));
  const [own = []] = byThread.sort((a, b) => b.length - a.length);
  const complete = own.filter(({ ph }) => ph === 'X').sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const tasks = complete.filter(({ name }) => name === 'RunTask');
  return tasks.map((task) => ({
    processor: (task.tdur ?? 0) / 1000,
    duration: (task.dur ?? 0) / 1000,
    parts: (task.tdur ?? 0) < LONGEST * 500 ? [] : partsOf(task, complete),
  }));
}

function partsOf(task: TraceEvent, events: readonly TraceEvent[]): string[] {
  const within = ({ ts, dur = 0 }: TraceEvent) => ts >= task.ts && ts + dur <= task.ts + task.dur!;
  return events
    .filter((event) => event !== task && (event.tdur ?? 0) > 1000 && within(event))
    .sort((a, b) => b.tdur! - a.tdur!)
    .slice(0, 8)
    .map(({ name, tdur, args: { data, src_file: file } }) => {
      return `${name} ${data?.functionName ?? file ?? ''} ${(tdur! / 1000).toFixed(1)}`;
    });
}
