import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { bundle } from './bundle.js';
import { launchChromium } from './chromium.mjs';
import { Site } from './site.js';

/** Files to put beside the bundles, by their path. */
export type SiteFiles = Readonly<Record<string, string | Uint8Array>>;

/** A page in headless Chromium with WebGPU on SwiftShader. */
export class BrowserPage {
  /** Errors on the console, and uncaught ones of the page. */
  readonly complaints: string[] = [];
  readonly #requests: string[] = [];

  private constructor(
    readonly page: Page,
    readonly site: Site,
    readonly browser: Browser,
    readonly folder: string,
  ) {
    page.context().on('request', (request) => this.#requests.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  /** Bundles `entries`, serves them with `files`, and opens `path`. @param switches further ones of Chromium. */
  static async open(
    entries: Record<string, string>,
    files: SiteFiles,
    path: string,
    switches: readonly string[] = [],
  ): Promise<BrowserPage> {
    const folder = await mkdtemp(join(tmpdir(), 'kinfold-browser-'));
    await bundle(entries, folder);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const site = await Site.serve(folder);
    const browser = await launchChromium(switches);
    const opened = new BrowserPage(await browser.newPage(), site, browser, folder);
    await opened.page.goto(`${site.origin}${path}`);
    return opened;
  }

  /** Addresses outside the site that anything has asked for. */
  get foreignRequests(): string[] {
    return this.#requests.filter((url) => !/^(data|blob):/.test(url) && new URL(url).origin !== this.site.origin);
  }

  /** Every request so far, without the origin. */
  get requests(): string[] {
    return this.#requests.map((url) => url.replace(this.site.origin, ''));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.site.close();
    await rm(this.folder, { recursive: true });
  }
}
