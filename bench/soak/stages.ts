import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { BrowserPage } from '../../test/support/browser.js';
import { Film } from './film.js';
import { type Task, traceMainThread } from './main-thread.js';
import { portraitOf, sampleDoor } from './sample-door.js';
import type { Stages } from './stages-page.js';
import type { FrameTimes } from './timed.js';
import { FRAME } from './visitor.js';

/** What a door does, one after the other; 'nothing' is the page at rest, before anything is opened. */
export const PHASES = ['nothing', 'opening', 'enrolling', 'unlocking'] as const;

export interface StagesRun {
  readonly adapter: string;
  /** What was decided, attempt by attempt. */
  readonly decisions: readonly string[];
  readonly times: readonly FrameTimes[];
  readonly tasks: Readonly<Record<(typeof PHASES)[number], readonly Task[]>>;
  /** Entries of `longtask` since the page was opened, in ms. */
  readonly longTasks: readonly number[];
  readonly complaints: readonly string[];
}

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Has one person come to the door again and again for so many seconds, in front of a camera of 640×480 and 30 frames a second. */
export async function measureStages(seconds: number): Promise<StagesRun> {
  const { setting, files } = await sampleDoor();
  const film = await Film.of(await lively('Willow'));
  const entries = {
    page: at('bench/soak/stages-page.ts'),
    'vision.worker': at('src/vision/vision.worker.ts'),
    'engine.worker': at('src/worker/engine.worker.ts'),
  };
  const chromium = await BrowserPage.open(entries, files, '/', film.switches);
  const { browser, page } = chromium;
  try {
    await page.evaluate(observeLongTasks);
    const trace = (work: () => Promise<unknown>) => traceMainThread(browser, page, work);
    let adapter = '';
    let decisions: readonly string[] = [];
    const nothing = await trace(() => page.waitForTimeout(3000));
    const opening = await trace(async () => {
      adapter = await inPage(page, 'open', setting);
    });
    const enrolling = await trace(() => inPage(page, 'enrol'));
    const unlocking = await trace(async () => {
      decisions = await inPage(page, 'unlock', seconds);
    });
    const times = await inPage(page, 'times');
    const longTasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
    await inPage(page, 'close');
    const tasks = { nothing, opening, enrolling, unlocking };
    return { adapter, decisions, times, tasks, longTasks, complaints: chromium.complaints };
  } finally {
    await chromium.close();
    await film.delete();
  }
}

/** Two seconds of somebody who sways, turns a little and blinks once. */
async function lively(name: string) {
  const { puppet } = await portraitOf(name);
  return Array.from({ length: 60 }, (_, frame) => {
    const turn = (2 * Math.PI * frame) / 60;
    const blink = Math.max(0, 1 - Math.abs(frame - 30) / 4);
    return puppet.render(FRAME, 80, {
      yaw: 8 * Math.sin(turn),
      x: 6 * Math.sin(2 * turn),
      y: 3 * Math.cos(turn),
      blink,
    });
  });
}

function observeLongTasks(): void {
  const longTasks: number[] = [];
  Object.assign(globalThis, { longTasks });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
}

/** Calls a function of the page's. */
function inPage<Name extends keyof Stages>(
  page: Page,
  name: Name,
  ...args: Parameters<Stages[Name]>
): Promise<Awaited<ReturnType<Stages[Name]>>> {
  type Calls = Record<string, (...args: unknown[]) => unknown>;
  return page.evaluate(([name, args]) => (globalThis as unknown as { stages: Calls }).stages[name]!(...args), [
    name,
    args,
  ] as const) as Promise<Awaited<ReturnType<Stages[Name]>>>;
}
