import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Chromium on a profile that outlives it, so that it can be killed as a power cut would. */
export class KillableChromium {
  #process: ChildProcess | undefined;
  #browser: Browser | undefined;

  private constructor(readonly profile: string) {}

  static async create(): Promise<KillableChromium> {
    return new KillableChromium(await mkdtemp(join(tmpdir(), 'kinfold-profile-')));
  }

  /** A page of the profile; starts the browser if it is not running. */
  async newPage(address: string): Promise<Page> {
    this.#browser ??= await this.#start();
    const page = await this.#browser.contexts()[0]!.newPage();
    await page.goto(address);
    return page;
  }

  /** Ends a page's process in the midst of what it does. */
  async crash(page: Page): Promise<void> {
    const crashed = new Promise((resolve) => page.once('crash', resolve));
    const session = await page.context().newCDPSession(page);
    session.send('Page.crash').catch(() => {});
    await crashed;
    await page.close().catch(() => {});
  }

  /** Ends all of the browser at once: nothing that it has not yet written to the disk gets there. */
  async kill(): Promise<void> {
    const child = this.#process!;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // The group: its pages and services too.
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
    this.#process = undefined;
    this.#browser = undefined;
  }

  /** The contents of every file of the profile. */
  async *files(): AsyncGenerator<{ readonly path: string; readonly bytes: Buffer }> {
    for (const entry of await readdir(this.profile, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      yield { path, bytes: await readFile(path) };
    }
  }

  async remove(): Promise<void> {
    if (this.#process) await this.kill();
    await rm(this.profile, { recursive: true, maxRetries: 5 });
  }

  async #start(): Promise<Browser> {
    const flags = [
      '--headless=new',
      '--no-sandbox',
      '--no-first-run',
      '--disable-gpu',
      '--disable-background-networking',
    ];
    const debugging = ['--remote-debugging-port=0', `--user-data-dir=${this.profile}`];
    const child = spawn(
      process.env['KINFOLD_CHROMIUM'] ?? '/usr/bin/chromium',
      [...flags, ...debugging, 'about:blank'],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      },
    );
    this.#process = child;
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stderr!.on('data', (text) => {
        said += text;
        const found = /DevTools listening on (ws:\S+)/.exec(said);
        if (found) resolve(found[1]!);
      });
      child.once('exit', () => reject(new Error(`Chromium ended: ${said}`)));
    });
    return chromium.connectOverCDP(address);
  }
}
