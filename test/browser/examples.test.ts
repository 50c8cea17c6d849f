import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { people, strangers } from '../../demo/samples/people.js';
import { launchChromium } from '../support/chromium.mjs';
import { Example } from '../support/example.js';
import { NpmStart } from '../support/npm-start.js';
import { openPortrayer, type Portrayer } from '../support/portraits.js';
import { VirtualCamera } from '../support/virtual-camera.js';

const ada = people[9]!;
const stranger = strangers[0]!;

let site: NpmStart;
let camera: VirtualCamera;
let browser: Browser;
let portray: Portrayer;

beforeAll(async () => {
  camera = new VirtualCamera(320, 240, 12);
  [site, browser, portray] = await Promise.all([NpmStart.serve(), launchChromium(camera.switches), openPortrayer()]);
});
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  camera?.close();
});

const open = (name: string) => Example.open(browser, site.address, name, camera, portray);

describe('React', () => {
  let example: Example;
  beforeAll(async () => {
    example = await open('react');
  });
  afterAll(() => example?.close());

  test('opens one kiosk under StrictMode, and enrols', async () => {
    await example.press('Enrol somebody');
    expect(await example.resources()).toEqual({ cameras: 0, workers: 2, started: 2 });
    await example.looksRight();
    await example.page.getByLabel('Name').fill('Ada');
    await example.page.getByRole('checkbox').check();
    await example.press('Take pictures');
    await example.stage.enter(ada);
    await example.expectResources(1, 2);
    await example.says('All pictures are taken.');
    await example.looksRight();
    await example.press('Keep as Ada');
    await example.says('Ada is enrolled.');
    await example.press('Back');
    await example.expectResources(0, 2);
  });

  test('unlocks, and forgets it after a moment', async () => {
    await example.unlocks('Welcome, Ada');
    await example.looksRight();
    await example.page.getByText('Welcome, Ada').waitFor({ state: 'detached' });
  });

  test('an attempt that is left in its midst lets go of the camera', async () => {
    await example.stage.clear();
    await example.press('Try again');
    await example.says('Look at the camera');
    await example.press('Back');
    await example.expectResources(0, 2);
  });

  test('a kiosk that is closed is let go of whole, and opens again with everybody', async () => {
    await example.press('Close the kiosk');
    await example.expectResources(0, 0);
    await example.press('Open the kiosk');
    await example.stage.enter(stranger);
    await example.unlocks('This face is not known here.');
    await example.looksRight();
    expect(await example.resources()).toEqual({ cameras: 1, workers: 2, started: 4 });
  });
});

describe('custom elements', () => {
  let example: Example;
  beforeAll(async () => {
    example = await open('element');
  });
  afterAll(() => example?.close());

  test('enrol once there are a kiosk, a name and a consent; the camera is on no longer than it has to be', async () => {
    await example.says('Ready.');
    await example.looksRight();
    const take = example.page.getByRole('button', { name: 'Take pictures' });
    expect(await take.getAttribute('aria-disabled')).toBe('true');
    await example.page.getByLabel('Name').fill('Ada');
    const agrees = example.page.getByRole('checkbox');
    await agrees.check();
    await take.click();
    await example.expectResources(1, 2);
    // Whoever agrees no longer is enrolled no further.
    await agrees.uncheck();
    await example.expectResources(0, 2);
    await agrees.check();
    await example.stage.enter(ada);
    await take.click();
    await example.expectResources(1, 2);
    await example.says('All pictures are taken.');
    await example.expectResources(0, 2);
    await example.looksRight();
    await example.press('Keep as Ada');
    await example.says('Ada is enrolled with 3 pictures.');
  });

  test('unlock, and tell the page and its reader what was decided', async () => {
    await example.unlocks('Welcome, Ada');
    await example.says('The page is open for Ada.');
    await example.looksRight();
    await example.expectResources(0, 2);
    await example.page.getByText('Welcome, Ada').waitFor({ state: 'detached' });
  });

  test('without a face they say what to do; taken out of the page they let go of the camera', async () => {
    await example.stage.clear();
    await example.press('Unlock');
    await example.says('Look at the camera');
    await example.expectResources(1, 2);
    await example.looksRight();
    const state = await example.page.evaluate(() => {
      const unlock = document.querySelector('kinfold-unlock')!;
      unlock.remove();
      return unlock.state;
    });
    expect(state).toEqual({ state: 'idle' });
    await example.expectResources(0, 2);
    await example.looksRight();
  });

  test('take properties that were set before they were known, and other words', async () => {
    const early = await example.page.evaluate(() => {
      const { kiosk, text } = document.querySelector('kinfold-enrol')!;
      const template = document.createElement('template');
      template.innerHTML = '<kinfold-unlock></kinfold-unlock>';
      const unlock = template.content.querySelector('kinfold-unlock')!;
      Object.assign(unlock, { kiosk, text: { ...text, buttons: { ...text.buttons, unlock: 'Aufschließen' } } });
      document.querySelector('main')!.append(unlock);
      const button = unlock.shadowRoot!.querySelector('button')!;
      return { label: button.textContent, isInactive: button.ariaDisabled, own: Object.keys(unlock) };
    });
    expect(early).toEqual({ label: 'Aufschließen', isInactive: null, own: [] });
  });

  test('say why there is no camera', async () => {
    await example.page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));
    });
    await example.press('Take pictures');
    await example.says('The camera is not allowed.');
    await example.looksRight();
  });
});
