import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { englishGuidance } from '../../src/kiosk/text.js';
import { inspectPage } from './inspect-page.js';
import type { Portrayer } from './portraits.js';
import { Stage } from './stage.js';
import { unhurried } from './unhurried.js';
import type { VirtualCamera } from './virtual-camera.js';
import { Witness } from './witness.js';

/** Milliseconds that anything on the page may take: software adapters are slow. */
const PATIENCE = 150_000;

/** As many as are free. */
const ATTEMPTS = 5;

/** An example of the demo, with a camera that somebody may stand in front of. */
export class Example {
  readonly witness: Witness;

  private constructor(
    readonly page: Page,
    readonly stage: Stage,
    readonly address: string,
  ) {
    this.witness = new Witness(page.context());
    page.setDefaultTimeout(PATIENCE);
  }

  static async open(browser: Browser, site: string, name: string, camera: VirtualCamera, portray: Portrayer) {
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const page = await context.newPage();
    const stage = await Stage.before(page, camera, portray, () => askedBy(page));
    const example = new Example(page, stage, site);
    await example.page.addInitScript(countResources);
    await unhurried(example.page, { 'policy: { calibration: false }': `policy: ${POLICY}` });
    await example.page.goto(`${site}examples/${name}/`);
    return example;
  }

  /** What the page has of the machine: cameras that run, workers that live, and workers that it has started altogether. */
  resources(): Promise<{ cameras: number; workers: number; started: number }> {
    return this.page.evaluate(() => (globalThis as unknown as { resources(): never }).resources());
  }

  async expectResources(cameras: number, workers: number): Promise<void> {
    await expect.poll(() => this.resources(), { timeout: PATIENCE }).toMatchObject({ cameras, workers });
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name }).click();
  }

  /** Waits until the page says this. */
  async says(sentence: string): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: sentence }).waitFor();
  }

  /** Tries to unlock until the page says this; a slow machine may see too little of an attempt, and then says so. */
  async unlocks(sentence: string): Promise<void> {
    const refusals: string[] = [];
    await this.press('Unlock');
    while (refusals.length < ATTEMPTS) {
      const again = this.page.getByRole('button', { name: 'Try again' });
      const wanted = this.page.getByRole('status').filter({ hasText: sentence });
      await again.or(wanted).first().waitFor();
      if (await wanted.isVisible()) return;
      refusals.push(...(await this.page.locator('.sentence').allTextContents()));
      await again.click();
    }
    throw new Error(`the page said ${JSON.stringify(refusals)} and not "${sentence}"`);
  }

  /** Expects no error, no breach of the policy, no request to another origin, and nothing wrong with what is shown. */
  async looksRight(): Promise<void> {
    expect(await inspectPage(this.page)).toEqual([]);
    expect(this.witness.complaints).toEqual([]);
    expect(this.witness.foreignRequests(this.address)).toEqual([]);
  }

  async close(): Promise<void> {
    await this.stage.clear();
    await this.page.context().close();
  }
}

/** Whoever stands there turns as the page asks, and blinks otherwise: a sign of life. */
async function askedBy(page: Page): Promise<string> {
  const said = await page.locator('.sentence').allTextContents();
  const poses = Object.values(englishGuidance.poses);
  return poses.find((pose) => said.some((each) => each.endsWith(pose))) ?? englishGuidance.actions.blink;
}

/** What the examples ask for, with limits of time that a busy machine keeps. */
const POLICY = JSON.stringify({ calibration: false, largestAge: 60_000, largestGap: 60_000, timeLimit: 140_000 });

/** Counts behind the page's back. */
function countResources(): void {
  const tracks: MediaStreamTrack[] = [];
  const alive = new Set<Worker>();
  let started = 0;
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
  const Original = Worker;
  globalThis.Worker = class extends Original {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      alive.add(this);
      started++;
    }
    override terminate(): void {
      alive.delete(this);
      super.terminate();
    }
  };
  const resources = () => ({
    cameras: tracks.filter(({ readyState }) => readyState === 'live').length,
    workers: alive.size,
    started,
  });
  Object.assign(globalThis, { resources });
}
