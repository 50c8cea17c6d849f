import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { people } from '../../demo/samples/people.js';
import { Demo } from '../support/demo.js';

let demo: Demo;

beforeAll(async () => {
  demo = await Demo.open();
});
afterAll(() => demo?.close());

afterEach(() => {
  expect(demo.complaints).toEqual([]);
  expect(demo.foreignRequests).toEqual([]);
});

const png = async (name: string, pixels: Sharp) => ({
  name,
  mimeType: 'image/png',
  buffer: await pixels.png().toBuffer(),
});
const grey = sharp({ create: { width: 200, height: 200, channels: 3, background: '#889' } });

test('shows the models with licence and origin, and enrols the samples by itself', async () => {
  const cards = await demo.page.locator('#cards li').allTextContents();
  expect(cards).toHaveLength(3);
  for (const card of cards) {
    expect(card).toMatch(/Licence.*MIT/);
    expect(card).toMatch(/Origin.*not documented/);
  }
  expect(await demo.text('#machine-encoder')).toMatch(/^WebGPU · .*swiftshader/i);
  expect(await demo.text('#enrol-count')).toBe(`${people.length} people, ${people.length * 4} pictures`);
  expect(await demo.page.locator('#identities li strong').allTextContents()).toEqual(people.map(({ name }) => name));
  expect(await demo.page.getAttribute('#before-chart svg', 'aria-label')).toMatch(/same person lie at \d/);
  expect(await demo.page.getAttribute('#after-chart svg', 'aria-label')).toMatch(/nothing to show yet/);
});

test('teaches with progress and draws curves and histograms', async () => {
  expect(await demo.click('#report-measure')).toMatch(/the report is there\.$/);
  await demo.page.fill('#steps', '20');
  expect(await demo.click('#teach-start')).toBe(
    `Taught ${people.length * 4} pictures of ${people.length} people in 20 steps.`,
  );
  expect(await demo.page.$eval('#teach-progress', (bar) => (bar as HTMLProgressElement).value)).toBe(1);
  expect(await demo.text('#teach-figures')).toMatch(/^step 20 of 20 · loss \d\.\d{3} · active \d+ %$/);
  expect(await demo.page.locator('.curve canvas').count()).toBe(2);
  const means = async (chart: string) =>
    [...(await demo.page.getAttribute(`${chart} svg`, 'aria-label'))!.matchAll(/\d\.\d+/g)].map(([mean]) =>
      Number(mean),
    );
  const [before, after] = [await means('#before-chart'), await means('#after-chart')];
  expect(before).toHaveLength(2);
  expect(after[0]).toBeLessThan(before[0]!);
  expect(after[1]).toBeGreaterThan(before[1]!);
});

test('recognises an unseen view, and leaves a stranger unknown', async () => {
  expect(await demo.click('[aria-label^="Unseen view 1 of Birch"]')).toBe('That is Birch.');
  expect(await demo.text('#answer .name')).toBe('Birch');
  expect(await demo.page.getAttribute('#answer .gauge', 'aria-label')).toMatch(/^Distance 0\.\d\d on a scale/);
  expect(await demo.text('#answer .candidates li:first-child')).toMatch(/^Birch0\.\d\d$/);
  expect(await demo.click(`[aria-label^="Stranger's view 1"]`)).toBe('Nobody who is enrolled.');
  expect(await demo.text('#answer .name')).toBe('unknown');
});

test('reports on the unseen views, as a page under the same policy and as a file', async () => {
  expect(await demo.page.isVisible('#report-open')).toBe(false);
  expect(await demo.click('#report-measure')).toBe(
    'Measured 96 pairs of one person and 1920 of two; the report is there.',
  );
  const [report] = await Promise.all([demo.page.context().waitForEvent('page'), demo.page.click('#report-open')]);
  await report.waitForSelector('h1');
  expect(await report.textContent('h1')).toMatch(/ on unseen views of the samples, taught$/);
  const charts = await report
    .locator('svg')
    .evaluateAll((all) => all.map((svg) => svg.getAttribute('aria-label') ?? ''));
  expect(charts.map((label) => /^(ROC|DET|Squared distances|Map|Loss|EER)/.exec(label)?.[0])).toEqual([
    'ROC',
    'DET',
    // Before and after the teaching.
    ...['Squared distances', 'Squared distances'],
    'Map',
    'Loss',
    'EER',
  ]);
  expect(await report.locator('tr', { hasText: 'EER' }).textContent()).toMatch(
    /^EER\d+\.\d\d\s%\d+\.\d\d\s%\d+\.\d\d\s–\s\d+\.\d\d\s%$/,
  );
  // The policy forbids style attributes; a dot has its colour all the same, and each person a name.
  const colours = await report.$$eval('.mapped', (dots) => new Set(dots.map((dot) => getComputedStyle(dot).fill)).size);
  // 64 views, four of each person.
  expect(colours).toBe(16);
  expect(await report.locator('svg .name').count()).toBeGreaterThan(8);
  expect(await report.locator('tr', { hasText: 'TAR at FAR' }).count()).toBe(2);
  // Ten pairs of two people are named, and ten of one.
  expect(await report.locator('tr', { hasText: /, view \d+.*, view \d+/ }).count()).toBe(20);
  expect(await report.$eval('.line', (line) => getComputedStyle(line).fill)).toBe('none');
  await report.close();
  const [download] = await Promise.all([demo.page.waitForEvent('download'), demo.page.click('#report-save')]);
  expect(readFileSync(await download.path(), 'utf8')).toMatch(/^<!doctype html>.* taught<\/h1>.*<\/html>\n$/s);
});

test('enrols a picture of one’s own under a new name, and removes it', async () => {
  const photograph = sharp('models/samples/sample1.jpg').extract({ left: 1350, top: 120, width: 460, height: 440 });
  await demo.page.fill('#enrol-name', 'Yew');
  expect(await demo.give('#enrol-pictures-files', await png('yew.png', photograph))).toBe(
    'Yew is enrolled with 1 picture.',
  );
  expect(await demo.text('#identities li:last-child strong')).toBe('Yew');
  expect(await demo.click('[aria-label="Remove Yew"]')).toBe('Yew was removed.');
  expect(await demo.page.locator('#identities li').count()).toBe(people.length);
});

test('refuses with a sentence: a damaged picture, one without a face, no picture at all', async () => {
  const whole = await png('grey.png', grey);
  const refusals: [{ name: string; mimeType: string; buffer: Buffer }, RegExp][] = [
    [{ ...whole, buffer: whole.buffer.subarray(0, whole.buffer.length - 40) }, /damaged or cut short\.$/],
    [whole, /no face was found in a picture of 200×200; .*\.$/],
    [
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') },
      /no known picture format; .*\.$/,
    ],
  ];
  for (const [file, sentence] of refusals) {
    expect(await demo.give('#recognise-pictures-files', file)).toBe('That did not work.');
    expect(await demo.text('#problem')).toMatch(sentence);
  }
});

test('says so when there is no camera or it is refused', async () => {
  await demo.page.click('#recognise-pictures button');
  await demo.page.waitForFunction(() => /camera/.test(document.querySelector('#problem')?.textContent ?? ''));
  expect(await demo.text('#problem')).toMatch(/camera.*choose a picture instead\.$/);
});

test('cancels a teach', async () => {
  await demo.page.fill('#steps', '5000');
  await demo.page.click('#teach-start');
  await demo.page.waitForFunction(() => document.querySelector<HTMLProgressElement>('#teach-progress')!.value > 0);
  expect(await demo.click('#teach-cancel')).toBe('Cancelled; nothing was changed.');
});

test('saves a file and loads it again', async () => {
  const [download] = await Promise.all([demo.page.waitForEvent('download'), demo.click('#save')]);
  const path = await download.path();
  await demo.click('[aria-label="Remove Aspen"]');
  expect(await demo.text('#enrol-count')).toMatch(`${people.length - 1} people`);
  expect(await demo.give('#load', path)).toMatch(/was loaded: its gallery and weights are in use\.$/);
  expect(await demo.text('#enrol-count')).toMatch(`${people.length} people`);
});

test('restarts a dead engine with everybody in it', async () => {
  await demo.page.evaluate(() => (globalThis as unknown as { workers: Worker[] }).workers.at(-1)!.terminate());
  await demo.click('[aria-label^="Unseen view 1 of Birch"]');
  expect(await demo.text('#problem')).toMatch(/worker/);
  expect(await demo.click('#restart')).toBe('The engine works again, with everybody who was enrolled.');
  expect(await demo.click('[aria-label^="Unseen view 1 of Birch"]')).toBe('That is Birch.');
  expect(await demo.page.isVisible('#restart')).toBe(false);
});

test('is usable by keyboard alone, with the focus in sight', async () => {
  await demo.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const reached = new Set<string>();
  for (let press = 0; press < 100; press++) {
    await demo.page.keyboard.press('Tab');
    const { id, outline } = await demo.page.evaluate(() => {
      const focused = document.activeElement!;
      // A file input lies invisibly over its label, which shows the focus for it.
      const shown = focused.matches('[type="file"]') ? focused.parentElement! : focused;
      return { id: focused.id, outline: getComputedStyle(shown).outlineStyle };
    });
    if (id) expect(`${id} ${outline}`).toBe(`${id} solid`);
    reached.add(id);
  }
  const controls = [
    'enrol-name',
    'enrol-pictures-files',
    'load-samples',
    'steps',
    'teach-start',
    'recognise-pictures-files',
  ];
  expect([...reached]).toEqual(expect.arrayContaining([...controls, 'threshold', 'recognise-all', 'save', 'load']));
});

test('fits a narrow window', async () => {
  await demo.page.setViewportSize({ width: 360, height: 740 });
  const beyond = () =>
    demo.page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth)
        .map((element) => element.outerHTML.slice(0, 80)),
    );
  // The charts hear of their width after the layout.
  await expect.poll(beyond, { timeout: 10_000 }).toEqual([]);
});
