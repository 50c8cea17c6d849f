import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { BrowserPage } from '../../test/support/browser.js';
import type { SoakDoor } from './door.js';
import type { Heap } from './heap.js';
import type { Holdings } from './ledger.js';
import type { Soak, Stretch } from './page.js';
import { Threads } from './threads.js';

/** What the page and its workers hold after so many frames, while no frame is under way. */
export interface Sample extends Stretch {
  /** From the opened kiosk on. */
  readonly seconds: number;
  readonly workers: number;
  readonly threads: Readonly<Record<ThreadName, { readonly heap: Heap; readonly held: Holdings }>>;
}

export const THREADS = ['page', 'vision', 'engine'] as const;
export type ThreadName = (typeof THREADS)[number];

export interface SoakRun {
  /** What the engine runs on. */
  readonly adapter: string;
  /** After every stretch; `frames`, `made` and `decisions` count from the beginning. */
  readonly samples: readonly Sample[];
  /** Errors on the page's console. */
  readonly complaints: readonly string[];
}

export interface SoakOptions {
  /** Frames to look at altogether. */
  readonly frames: number;
  /** Frames between two samples. */
  readonly every: number;
  readonly onSample?: (sample: Sample) => void;
}

const at = (path: string) => fileURLToPath(new URL(`../../bench/soak/${path}`, import.meta.url));

/** Opens a door in Chromium and has people come until so many frames were looked at. */
export async function soak(door: SoakDoor, { frames, every, onSample = () => {} }: SoakOptions): Promise<SoakRun> {
  const chromium = await BrowserPage.open(
    { page: at('page.ts'), 'vision.worker': at('vision.worker.ts'), 'engine.worker': at('engine.worker.ts') },
    door.files,
    '/',
  );
  try {
    const threads = await Threads.of(chromium.page);
    const adapter = await inPage(chromium.page, 'open', door.setting);
    const start = performance.now();
    const samples: Sample[] = [];
    for (let last: Stretch = nothing; last.frames < frames; last = samples.at(-1)!) {
      const wanted = Math.min(every * (samples.length + 1), frames);
      const stretch = sum(last, await inPage(chromium.page, 'run', wanted - last.frames));
      const heaps = await threads.heaps();
      const held = await inPage(chromium.page, 'holdings');
      const sample: Sample = {
        ...stretch,
        seconds: (performance.now() - start) / 1000,
        workers: threads.workers,
        threads: byThread((thread) => ({ heap: heaps[thread]!, held: held[thread] })),
      };
      samples.push(sample);
      onSample(sample);
    }
    return { adapter, samples, complaints: chromium.complaints };
  } finally {
    await chromium.close();
  }
}

export const byThread = <Value>(of: (thread: ThreadName) => Value) =>
  Object.fromEntries(THREADS.map((thread) => [thread, of(thread)])) as Record<ThreadName, Value>;

/** Calls a function of the page's. */
function inPage<Name extends keyof Soak>(
  page: Page,
  name: Name,
  ...args: Parameters<Soak[Name]>
): Promise<Awaited<ReturnType<Soak[Name]>>> {
  type Calls = Record<string, (...args: unknown[]) => unknown>;
  return page.evaluate(([name, args]) => (globalThis as unknown as { soak: Calls }).soak[name]!(...args), [
    name,
    args,
  ] as const) as Promise<Awaited<ReturnType<Soak[Name]>>>;
}

const nothing: Stretch = { frames: 0, made: 0, decisions: {} };

function sum(a: Stretch, b: Stretch): Stretch {
  const decisions: Record<string, number> = { ...a.decisions };
  for (const [decision, count] of Object.entries(b.decisions)) decisions[decision] = (decisions[decision] ?? 0) + count;
  return { frames: a.frames + b.frames, made: a.made + b.made, decisions };
}
