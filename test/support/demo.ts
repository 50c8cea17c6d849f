import { type ChildProcess, spawn } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './chromium.mjs';

/** The demo page, served by `npm start` itself and opened in Chromium. */
export class Demo {
  /** Errors on the console and uncaught ones, of the page and those it opens; a breach of their Content-Security-Policy is among them. */
  readonly complaints: string[] = [];
  readonly #requests: string[] = [];

  private constructor(
    readonly page: Page,
    readonly address: string,
    readonly browser: Browser,
    readonly server: ChildProcess,
  ) {
    page.context().on('request', (request) => this.#requests.push(request.url()));
    page.context().on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    page.context().on('weberror', (error) => this.complaints.push(String(error.error())));
  }

  static async open(): Promise<Demo> {
    const server = spawn(process.execPath, ['demo/start.mjs', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const address = await new Promise<string>((resolve, reject) => {
      server.stdout.setEncoding('utf8').on('data', (text: string) => {
        const found = /http:\/\/localhost:\d+\//.exec(text);
        if (found) resolve(found[0]);
      });
      server.on('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
    });
    const browser = await launchChromium();
    const demo = new Demo(await browser.newPage(), address, browser, server);
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
    await demo.page.goto(address);
    await demo.settled();
    return demo;
  }

  /** Addresses outside the site that anything has asked for. */
  get foreignRequests(): string[] {
    return this.#requests.filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(this.address));
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
    this.server.kill('SIGINT');
  }
}
