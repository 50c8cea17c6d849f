import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../support/bundle.js';
import { KillableChromium } from '../support/killable-chromium.js';
import { Site } from '../support/site.js';
import type { Scenarios } from './store-page.js';

/** They come from here, so that no file of the page holds them. */
const NAMES = ['Zacharias Quellenhofer', 'Ottoline Brackwater', 'Ingeborg Ängström-Łuk', '渡辺 しのぶ'];
const PIN = 'kestrel 86420';
const purposes = NAMES.map((name) => `to let ${name} in`);

let folder: string;
let site: Site;
let chromium: KillableChromium;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kinfold-store-'));
  await bundle({ page: 'test/browser/store-page.ts' }, folder);
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><title>Store</title><script type="module" src="/page.js"></script>',
  );
  await writeFile(join(folder, 'favicon.ico'), '');
  site = await Site.serve(folder);
  chromium = await KillableChromium.create();
});

afterAll(async () => {
  await chromium?.remove();
  await site?.close();
  await rm(folder, { recursive: true });
});

function run<Name extends keyof Scenarios>(page: Page, name: Name, argument: unknown): ReturnType<Scenarios[Name]> {
  type Running = Record<string, (argument: unknown) => unknown>;
  return page.evaluate(
    ([name, argument]) => (globalThis as unknown as { scenarios: Running }).scenarios[name as string]!(argument),
    [name, argument] as const,
  ) as ReturnType<Scenarios[Name]>;
}

const open = () => chromium.newPage(`${site.origin}/index.html`);

/** Lets a page write for a while. @returns it, and what it has reported by then. */
async function writing(milliseconds: number) {
  const page = await open();
  const reported = { kept: 0, locked: 0 };
  page.on('console', (message) => {
    const [what, n] = message.text().split(' ');
    if (what === 'kept' || what === 'locked') reported[what] = Number(n);
  });
  run(page, 'write', NAMES).catch(() => {});
  await expect.poll(() => reported.locked, { timeout: 60_000 }).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return { page, reported };
}

test('a page that is killed while it writes leaves the old state or the new one, and nothing that it was told is kept gets lost', async () => {
  const page = await open();
  expect(await run(page, 'look', NAMES)).toEqual({ changes: 0, isWhole: true, locked: 0 });
  await page.close();
  // The first one kills the browser before it has written localStorage to the disk.
  const ways = ['browser', 'page', 'page', 'page', 'close', 'page', 'page', 'browser', 'page', 'page'] as const;
  const kept: number[] = [];
  for (const [round, way] of ways.entries()) {
    const { page, reported } = await writing((round * 7) % 40);
    if (way === 'browser') await chromium.kill();
    else if (way === 'close') await page.close();
    else await chromium.crash(page);
    const next = await open();
    const found = await run(next, 'look', NAMES);
    await next.close();
    expect(found.isWhole).toBe(true);
    expect(found.changes).toBeGreaterThanOrEqual(reported.kept);
    expect(found.locked).toBeGreaterThanOrEqual(reported.locked);
    expect([found.changes, found.changes - 1]).toContain(found.locked);
    kept.push(found.changes);
  }
  expect(kept).toEqual([...kept].sort((a, b) => a - b));
  expect(kept.at(-1)).toBeGreaterThan(ways.length);
});

test('nothing that the origin holds, and no file of the profile, has a name, a feature or an embedding in it', async () => {
  const page = await open();
  const { bytes, needles } = await run(page, 'scan', { names: NAMES, pin: PIN });
  const stored = Buffer.from(bytes, 'hex');
  expect(stored.length).toBeGreaterThan(3000);
  const texts = [...NAMES, ...purposes, PIN];
  const wanted = [
    ...texts.flatMap((text) => [Buffer.from(text), Buffer.from(text, 'utf16le')]),
    ...needles.map((needle) => Buffer.from(needle, 'hex')),
  ];
  expect(needles.length).toBeGreaterThan(5);
  expect(wanted.filter((needle) => stored.includes(needle))).toEqual([]);
  // The store's own words are there: the right place was looked at.
  expect(stored.includes('kinfold-store door')).toBe(true);

  // What the browser has on its disk, the remains of what was deleted included.
  const found: string[] = [];
  let files = 0;
  for await (const { path, bytes } of chromium.files()) {
    files++;
    for (const needle of wanted) if (bytes.includes(needle)) found.push(`${path}: ${needle.toString('hex')}`);
  }
  expect(found).toEqual([]);
  expect(files).toBeGreaterThan(20);

  const careless = Buffer.from(await run(page, 'plant', NAMES[0]!), 'hex');
  expect(careless.includes(NAMES[0]!)).toBe(true);
  expect(careless.includes(`hello ${NAMES[0]}`)).toBe(true);
  const planted: string[] = [];
  for await (const { path, bytes } of chromium.files()) if (bytes.includes(NAMES[0]!)) planted.push(path);
  expect(planted.length).toBeGreaterThan(0);
});

test('a store is open once, and destroyed without a trace', async () => {
  const page = await open();
  const { people, ...found } = await run(page, 'end', undefined);
  expect(people).toBeGreaterThan(0);
  expect(found).toEqual({ refused: 'busy', databases: 0, anchors: 0, left: 0 });
});
