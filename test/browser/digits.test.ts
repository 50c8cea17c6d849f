import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packDigits } from '../../demo/start/digits.mjs';
import { launchChromium } from '../support/chromium.mjs';

test('the digits are all that the package has, as bytes', () => {
  const bytes: Uint8Array = packDigits();
  expect(bytes.length).toBe(10_000 * (28 * 28 + 1));
  const labels = [...bytes.subarray(0, 10_000)];
  expect(labels).toEqual(labels.toSorted());
  expect(new Set(labels).size).toBe(10);
  // The first row of ink of the first zero: fractions 0.2, 0.624, 0.992, 0.624, 0.196 in the package.
  const ink = bytes.subarray(10_000).findIndex((byte) => byte > 0);
  expect([...bytes.subarray(10_000 + ink, 10_000 + ink + 5)]).toEqual([51, 159, 253, 159, 50]);
});

test('npm start -- --digits learns from random weights in the terminal', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['demo/start.mjs', '--digits', '--steps', '24'], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/8000 digits to learn from, 2000 unseen/);
  const recalls = [...stdout.matchAll(/recall@1 ([\d.]+) %/g)].map(([, percent]) => Number(percent));
  expect(recalls.at(0)).toBeLessThan(86);
  expect(recalls.at(-1)).toBeGreaterThan(recalls.at(0)! + 4);
});

describe('the page', () => {
  let server: ChildProcess;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    server = spawn(process.execPath, ['demo/start.mjs', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const address = await new Promise<string>((resolve, reject) => {
      server.stdout!.setEncoding('utf8').on('data', (text: string) => {
        const found = /http:\/\/localhost:\d+\//.exec(text);
        if (found) resolve(found[0]);
      });
      server.on('exit', (code) => reject(new Error(`npm start ended with ${code}`)));
    });
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${address}digits/`);
    await page.waitForFunction(() => document.querySelector('#status')?.textContent === 'The digits are there.');
  });
  afterAll(async () => {
    await browser?.close();
    server?.kill('SIGINT');
  });

  const text = async (selector: string) => (await page.textContent(selector))!.trim();
  const idle = () =>
    page.waitForFunction(() => !document.body.hasAttribute('data-busy'), undefined, { timeout: 400_000 });

  test('shows the data and the network before anything runs', async () => {
    expect(await text('#training')).toBe('8000 digits, 28 × 28');
    expect(await page.locator('#examples canvas').count()).toBe(20);
    expect(await text('#network')).toMatch(/^\d+,\d+ weights, 64 numbers out$/);
    expect(await page.getAttribute('#stop', 'aria-disabled')).toBe('true');
  });

  test('trains in a worker: the loss falls, the recall rises, and neighbours are shown', async () => {
    await page.fill('#steps', '20');
    await page.fill('#pictures', '4');
    await page.fill('#unseen', '200');
    await page.press('#unseen', 'Tab');
    await page.click('#start');
    await page.waitForFunction(() => /recall@1/.test(document.querySelector('#figures')?.textContent ?? ''));
    const recall = async () => Number(/recall@1 ([\d.]+)\s%/.exec(await text('#figures'))![1]);
    const before = await recall();
    await idle();
    expect(await text('#problem')).toBe('');
    expect(await text('#status')).toMatch(/^Trained in \d+ s\.$/);
    expect(await text('#machine')).toMatch(/^WebGPU · .*swiftshader/i);
    expect(await text('#figures')).toMatch(/^step 20 of 20 · loss \d\.\d{3} · recall@1 [\d.]+\s%$/);
    expect(await recall()).toBeGreaterThan(before);
    const label = await page.getAttribute('#loss-chart', 'aria-label');
    const losses = [...label!.matchAll(/\d\.\d+/g)].map(([loss]) => Number(loss));
    expect(losses).toHaveLength(20);
    const mean = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    expect(mean(losses.slice(-7))).toBeLessThan(mean(losses.slice(0, 7)) * 0.97);
    expect(await text('#neighbours-count')).toMatch(/^Of 200 unseen digits \d+ lie nearest to a different digit/);
    expect(await page.locator('#right li').count()).toBe(24);
  }, 420_000);

  test('can be stopped', async () => {
    await page.fill('#steps', '1000');
    await page.click('#start');
    await page.click('#stop');
    await idle();
    expect(await text('#status')).toBe('Stopped.');
  });

  test('has nothing to complain about and fits a narrow window', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const beyond = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('main *')]
          .filter((element) => element.getBoundingClientRect().right > innerWidth)
          .map((element) => element.outerHTML.slice(0, 80)),
      );
    await expect.poll(beyond, { timeout: 10_000 }).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
