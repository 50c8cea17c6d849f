import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.mjs';
import { NpmStart } from './npm-start.js';
import { Witness } from './witness.js';

/** The demo page, served by `npm start` itself and opened in Chromium. */
export class Demo {
  readonly #witness: Witness;

  private constructor(
    readonly page: Page,
    readonly site: NpmStart,
    readonly browser: Browser,
  ) {
    this.#witness = new Witness(page.context());
  }

  static async open(): Promise<Demo> {
    const site = await NpmStart.serve();
    const browser = await launchChromium();
    const demo = new Demo(await browser.newPage(), site, browser);
    await demo.page.addInitScript(() => {
      // So that a test can kill the worker behind the page's back.
      const workers: Worker[] = [];
      const Original = Worker;
      globalThis.Worker = class extends Original {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          workers.push(this);
        }
      };
      Object.assign(globalThis, { workers });
    });
    await demo.page.goto(site.address);
    await demo.settled();
    return demo;
  }

  /** What the page and those that it opens have complained of. */
  get complaints(): string[] {
    return this.#witness.complaints;
  }

  /** Addresses outside the site that anything has asked for. */
  get foreignRequests(): string[] {
    return this.#witness.foreignRequests(this.site.address);
  }

  /** Waits until the page has ended its work. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(
      () => document.querySelector('#load-samples') !== null && !document.body.hasAttribute('data-busy'),
      undefined,
      { timeout: 120_000 },
    );
  }

  /** Clicks, waits until the page has ended its work, and returns the sentence at its foot. */
  async click(selector: string): Promise<string> {
    await this.page.click(selector);
    await this.settled();
    return this.text('#status');
  }

  /** Gives files to a file input, and waits as `click` does. */
  async give(selector: string, files: Parameters<Page['setInputFiles']>[1]): Promise<string> {
    await this.page.setInputFiles(selector, files);
    await this.settled();
    return this.text('#status');
  }

  async text(selector: string): Promise<string> {
    return ((await this.page.textContent(selector)) ?? '').trim();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.site.stop();
  }
}
