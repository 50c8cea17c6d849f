import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { text } from '../../demo/kiosk/text.js';
import { people, type SamplePerson } from '../../demo/samples/people.js';
import { launchChromium } from './chromium.mjs';
import { holdIdle } from './hold-idle.js';
import { inspectPage } from './inspect-page.js';
import { NpmStart } from './npm-start.js';
import { openPortrayer } from './portraits.js';
import { Stage } from './stage.js';
import { unhurried } from './unhurried.js';
import { VirtualCamera } from './virtual-camera.js';
import { Witness } from './witness.js';

/** Milliseconds that anything on the page may take: software adapters are slow. */
const PATIENCE = 120_000;

/** Cedar and Olive, whose puppets can turn to both sides and blink so that the page sees it. */
export const [ana, ben] = [people[2]!, people[9]!];

/**
 * Refusals that a slow machine or a misjudged frame of a puppet may be to blame for, and how often somebody tries again then: no more wrong
 * attempts are free.
 */
const MISFORTUNES = ['stale-frame', 'timeout', 'liveness'];
const TRIES = 2;

/** The limits of the policy and of the liveness checks, as the page's script has them, and those of a busy machine. */
const LIMITS = {
  'timeLimit: 45e3': 'timeLimit: 14e4',
  'largestAge: 2e3': 'largestAge: 6e4',
  'largestGap: 1e3': 'largestGap: 6e4',
  'actions: 3, seconds: 5': 'actions: 3, seconds: 20',
  'temporalDefaults = { seconds: 10 }': 'temporalDefaults = { seconds: 60 }',
};

/** The kiosk as `npm start` serves it, in Chromium, with a camera in front of which people can be made to stand. */
export class KioskDemo {
  readonly witness: Witness;

  private constructor(
    readonly site: NpmStart,
    readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly camera: VirtualCamera,
    readonly stage: Stage,
  ) {
    this.witness = new Witness(context);
    page.setDefaultTimeout(PATIENCE);
  }

  static async open(): Promise<KioskDemo> {
    const camera = new VirtualCamera(320, 240, 12);
    const [site, portray, browser] = await Promise.all([
      NpmStart.serve(),
      openPortrayer(),
      // Chromium is to ask for the permission as it does everywhere.
      launchChromium(camera.switches.filter((name) => !name.includes('fake-ui'))),
    ]);
    // A colour on its way to another one has no contrast to be measured.
    const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const guidance = async () => (await page.textContent('.guidance', { timeout: 100 })) ?? '';
    const stage = await Stage.before(page, camera, portray, guidance);
    const demo = new KioskDemo(site, browser, context, page, camera, stage);
    await unhurried(page, LIMITS);
    await page.addInitScript(holdIdle);
    const response = await page.goto(`${site.address}kiosk/`);
    expect(unsafeSources(response!.headers()['content-security-policy'])).toEqual(["'wasm-unsafe-eval'"]);
    return demo;
  }

  async allowCamera(): Promise<void> {
    await this.context.grantPermissions(['camera'], { origin: new URL(this.site.address).origin });
  }

  /** Waits for the screen with this heading. */
  async at(title: string): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor({ state: 'attached' });
  }

  /** Waits for a sentence at the foot of the page. */
  async says(sentence: string | RegExp): Promise<void> {
    await this.page.locator('#notice, #problem').filter({ hasText: sentence }).waitFor();
  }

  /** Waits until somebody in front of the camera is told this. */
  async tells(sentence: string): Promise<void> {
    await this.page.locator('.stage + .guidance, .cover strong').filter({ hasText: sentence }).first().waitFor();
  }

  /** A button by the first words that a screen reader reads. */
  button(name: string): Locator {
    const words = name.replace(/[.?()]/g, '\\$&');
    return this.page.getByRole('button', { name: new RegExp(`^${words}(\\s|$)`) });
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
  }

  /** By touch. */
  async enterPin(pin: string): Promise<void> {
    for (const digit of pin) await this.press(digit);
    await this.press(text.pin.confirm);
  }

  /** From the first start to the screens behind the PIN, by touch. */
  async begin(pin: string): Promise<void> {
    await this.press(text.welcome.begin);
    await this.enterPin(pin);
    await this.at(text.pin.repeat);
    await this.enterPin(pin);
    await this.at(text.consent.title);
    await this.press(text.common.back);
    await this.at(text.manage.title);
  }

  /** From the door to the screens behind the PIN. */
  async manage(pin: string): Promise<void> {
    await this.press(text.common.manage);
    await this.at(text.pin.enter);
    await this.page.getByLabel(text.pin.label, { exact: true }).fill(pin);
    await this.page.keyboard.press('Enter');
    await this.at(text.manage.title);
  }

  async lock(): Promise<void> {
    await this.press(text.common.lock);
    await this.at(text.door.title);
  }

  /** Somebody comes to the door. @returns what was decided, as `decision` does. */
  async visit(person: SamplePerson, expected: string): Promise<string | null> {
    await this.tells(text.door.invite);
    await this.stage.enter(person);
    return this.decision(expected);
  }

  /** What is decided of whoever stands there, as the page marks it. Who was refused by misfortune tries again like a person. */
  async decision(expected: string): Promise<string | null> {
    const outcome = this.page.locator('.outcome');
    for (let again = 0; ; again++) {
      await outcome.waitFor();
      const decided = await outcome.getAttribute('data-outcome');
      if (decided === expected || again === TRIES || !MISFORTUNES.includes(decided ?? '')) return decided;
      await this.press(text.common.tryAgain);
      await outcome.waitFor({ state: 'hidden' });
    }
  }

  /** Whoever stands there goes, and the door waits for the next one. */
  async leave(): Promise<void> {
    await this.stage.clear();
    await this.page.locator('.outcome:not([hidden])').waitFor({ state: 'detached' });
  }

  /** As if nobody had touched anything for as long as the kiosk waits. */
  async idle(): Promise<void> {
    await this.page.evaluate(() => (globalThis as unknown as { idle(): void }).idle());
  }

  /** Ends the engine's worker, and waits until the page has noticed. */
  async endEngine(): Promise<void> {
    await this.page.evaluate(async () => {
      const { workers } = globalThis as unknown as { workers: Record<string, Worker> };
      workers['engine.worker.js']!.terminate();
      // Its Web Lock is free then.
      await new Promise((resolve) => setTimeout(resolve, 500));
    });
  }

  /** Expects nothing to be wrong with what is shown. */
  async looksRight(): Promise<void> {
    expect(await inspectPage(this.page)).toEqual([]);
  }

  /** Expects no error, no breach of the policy, and no request to another origin so far. */
  expectPeace(): void {
    expect(this.witness.complaints).toEqual([]);
    expect(this.witness.foreignRequests(this.site.address)).toEqual([]);
  }

  async close(): Promise<void> {
    await this.stage.clear();
    await this.browser.close();
    await this.site.stop();
    this.camera.close();
  }
}

const unsafeSources = (policy = ''): string[] => policy.split(/[\s;]+/).filter((source) => source.includes('unsafe-'));
