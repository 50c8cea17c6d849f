import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { text } from '../../demo/kiosk/text.js';
import { launchChromium } from '../support/chromium.mjs';
import { inspectPage } from '../support/inspect-page.js';
import { NpmStart } from '../support/npm-start.js';

const PIN = '2580';
/** Headers that are not those of the copy. */
const OWN = ['connection', 'content-encoding', 'content-length', 'etag', 'keep-alive', 'transfer-encoding'];

let site: NpmStart;
let copy: Server;
let browser: Browser;
let page: Page;
let isLater = false;

beforeAll(async () => {
  [site, browser] = await Promise.all([NpmStart.serve(), launchChromium()]);
  copy = createServer(async ({ url = '/' }, response) => {
    const answer = await fetch(new URL(url, site.address));
    for (const [name, value] of answer.headers) if (!OWN.includes(name)) response.setHeader(name, value);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    response.writeHead(answer.status).end(isLater && url === '/kiosk/precache.js' ? later(bytes) : bytes);
  });
  await new Promise<void>((done) => copy.listen(0, 'localhost', done));
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`http://localhost:${(copy.address() as AddressInfo).port}/kiosk/`);
});
afterAll(async () => {
  await browser?.close();
  copy?.close();
  await site?.stop();
});

/** The list of what a version consists of, as that of a later one. */
function later(precache: Uint8Array): string {
  const list = new TextDecoder().decode(precache);
  expect(list).toMatch(/"version": "\w+"/);
  return list.replace(/"version": "\w+"/, '"version": "later"');
}

const at = (title: string) =>
  page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor({ state: 'attached' });
const caches = () => page.evaluate(() => globalThis.caches.keys());
const enterPin = async () => {
  for (const digit of PIN) await page.getByRole('button', { name: digit, exact: true }).click();
  await page.getByRole('button', { name: text.pin.confirm }).click();
};

test('a later version waits until somebody takes it; what is kept stays', async () => {
  await page.getByText(text.common.offline).waitFor();
  const before = await caches();
  expect(before).toHaveLength(1);
  await page.getByRole('button', { name: text.welcome.begin }).click();
  await enterPin();
  await at(text.pin.repeat);
  await enterPin();
  await at(text.consent.title);

  // The page that installed the first version has not been loaded anew since.
  isLater = true;
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const update = page.getByRole('button', { name: text.common.update });
  await update.waitFor();
  expect(await caches()).toEqual(expect.arrayContaining(before));
  expect(await inspectPage(page)).toEqual([]);

  await update.click();
  await page.getByText(text.common.offline).waitFor();
  await at(text.door.title);
  expect(await update.count()).toBe(0);
  expect(await caches()).toEqual(['kinfold-kiosk-later']);
});

test('a second tab says that the kiosk is open already, below the strip that would offer a later version', async () => {
  const second = await page.context().newPage();
  await second.goto(page.url());
  await second.getByText(text.problems['open-already']).waitFor();
  await second.getByText(text.common.offline).waitFor();
  expect(await inspectPage(second)).toEqual([]);
});
