import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { text } from '../../demo/kiosk/text.js';
import { KioskDemo } from '../support/kiosk-demo.js';

// What stands behind the PIN stays behind it.
const FIRST = '1357';
const PIN = '2580';

let demo: KioskDemo;

beforeAll(async () => {
  demo = await KioskDemo.open();
  await demo.begin(FIRST);
});
afterAll(() => demo?.close());
afterEach(() => demo.expectPeace());

test('locks when nobody is there any more, and takes back what it has asked', async () => {
  await demo.press(text.manage.data);
  await demo.press(text.data.destroy);
  await demo.page.getByRole('dialog').waitFor();
  await demo.idle();
  await demo.at(text.door.title);
  expect(await demo.page.getByRole('dialog').count()).toBe(0);
  await demo.manage(FIRST);
});

test('stays locked although what was begun before ends afterwards, which it does', async () => {
  await demo.press(text.manage.settings);
  await demo.press(text.settings.changePin);
  await demo.at(text.pin.choose);
  await demo.enterPin(PIN);
  await demo.at(text.pin.repeat);
  for (const digit of PIN) await demo.press(digit);
  await demo.page.evaluate(
    (names) => {
      const buttons = [...document.querySelectorAll('button')];
      for (const name of names) buttons.find(({ textContent }) => textContent === name)!.click();
    },
    [text.pin.confirm, text.common.lock],
  );
  await demo.at(text.door.title);
  // Longer than it takes to keep a PIN.
  await demo.page.waitForTimeout(3_000);
  await demo.at(text.door.title);
  await demo.manage(PIN);
});

test('locks although the engine is dead, and starts it again by itself', async () => {
  await demo.endEngine();
  await demo.press(text.common.lock);
  await demo.page.getByText(text.problems['worker-crashed']).waitFor();
  expect(await demo.page.locator('.tiles').count()).toBe(0);
  await demo.looksRight();
  await demo.at(text.door.title);
  await demo.manage(PIN);
});

test('slows wrong PINs down, and opens again after a while', async () => {
  await demo.lock();
  await demo.press(text.common.manage);
  for (let attempt = 1; attempt <= 5; attempt++) {
    await demo.enterPin('1111');
    await demo.page.getByText(text.pin.wrong).waitFor();
  }
  await demo.enterPin('1111');
  await demo.page.getByText(/^Too many wrong PINs\. Wait \d+ seconds\.$/).waitFor();
  await demo.looksRight();
  await demo.enterPin(PIN);
  await demo.page.getByText(/^Too many wrong PINs\. Wait \d+ seconds\.$/).waitFor();
  await expect.poll(opens, { timeout: 60_000, interval: 2_000 }).toBe(true);
});

/** Whether the PIN opens what is behind it by now. */
async function opens(): Promise<boolean> {
  await demo.enterPin(PIN);
  return demo.page
    .getByRole('heading', { name: text.manage.title })
    .waitFor({ timeout: 1_000 })
    .then(
      () => true,
      () => false,
    );
}
