import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fill, text } from '../../demo/kiosk/text.js';
import type { SamplePerson } from '../../demo/samples/people.js';
import { census } from '../support/census.js';
import { ana, ben, KioskDemo } from '../support/kiosk-demo.js';

const PIN = '2580';
const PASSPHRASE = 'a long passphrase';

let demo: KioskDemo;
/** What is kept before there is anybody. */
let empty: Awaited<ReturnType<typeof census>>;
let backup: string;

beforeAll(async () => {
  demo = await KioskDemo.open();
});
afterAll(() => demo?.close());
afterEach(() => demo.expectPeace());

const setHidden = (isHidden: boolean) =>
  demo.page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);

/** From the overview to the camera. */
async function beginToEnrol(name: string) {
  await demo.press(text.manage.enrol);
  await demo.at(text.consent.title);
  await demo.page.getByLabel(text.consent.name, { exact: true }).fill(name);
  await demo.page.getByLabel(text.consent.agree).check();
  await demo.press(text.consent.begin);
  await demo.at(fill(text.enrol.title, { name }));
}
async function enrol(who: SamplePerson) {
  await demo.stage.enter(who);
  await demo.at(text.review.title);
  await demo.stage.clear();
  await demo.press(text.review.keep);
}

test('is kept for a start without a network', async () => {
  await demo.at(text.welcome.title);
  await demo.page.getByText(text.common.offline).waitFor();
  empty = await census(demo.page);
  expect(Object.keys(empty)).toContain('localStorage');
});

test('says that the camera is refused, and goes on once it is allowed', async () => {
  await demo.begin(PIN);
  await beginToEnrol('Ana');
  await demo.tells(text.camera.refused);
  await demo.looksRight();
  await demo.allowCamera();
  await demo.press(text.common.tryAgain);
  await enrol(ana);
  await demo.says(/^Ana is enrolled/);
  await demo.at(text.calibrate.title);
  await demo.press(text.calibrate.start);
  await demo.says(/^It holds/);
});

test('a reload in the middle of enrolling loses nobody, and asks for the PIN', async () => {
  await demo.press(text.common.back);
  await demo.at(text.manage.title);
  await beginToEnrol('Ben');
  await demo.stage.enter(ben);
  await demo.page.getByText(/^[1-4] of 5 taken$/).waitFor();
  await demo.page.reload();
  await demo.at(text.door.title);
  await demo.stage.clear();
  await demo.manage(PIN);
  await demo.press(text.manage.people);
  await demo.at(text.people.title);
  expect(await demo.page.locator('.card strong').allTextContents()).toEqual(['Ana']);
});

test('pauses while the camera is gone or the page hidden, and unlocks before and after', async () => {
  await demo.press(text.common.back);
  await demo.press(text.manage.settings);
  await demo.page.getByLabel(text.settings.choices.none).check();
  await demo.says(text.settings.saved);
  await demo.lock();
  expect(await demo.visit(ana, 'unlocked')).toBe('unlocked');
  await demo.leave();
  await demo.context.clearPermissions();
  await demo.tells(text.camera.lost);
  await demo.looksRight();
  await demo.allowCamera();
  await demo.page.getByText(text.camera.lost).waitFor({ state: 'hidden' });
  await setHidden(true);
  await demo.tells(text.camera.hidden);
  await demo.looksRight();
  await setHidden(false);
  await demo.page.getByText(text.camera.hidden).waitFor({ state: 'hidden' });
  expect(await demo.visit(ana, 'unlocked')).toBe('unlocked');
  await demo.leave();
});

test('takes a backup, removes somebody, and brings them back', async () => {
  await demo.manage(PIN);
  await demo.press(text.manage.data);
  await demo.at(text.data.title);
  await demo.looksRight();
  const passphrase = demo.page.getByLabel(text.data.passphrase, { exact: true });
  await passphrase.first().fill('short');
  await demo.press(text.data.export);
  await demo.page.getByText(text.data.short, { exact: true }).waitFor();
  await passphrase.first().fill(PASSPHRASE);
  await demo.page.getByLabel(text.data.repeat).fill(PASSPHRASE);
  const [download] = await Promise.all([demo.page.waitForEvent('download'), demo.press(text.data.export)]);
  backup = await download.path();
  await demo.says(text.data.exported);
  await demo.press(text.common.back);
  await demo.press(text.manage.people);
  await demo.press('Remove Ana');
  await demo.page.getByRole('dialog').getByRole('button', { name: text.people.remove }).click();
  await demo.says('Ana was removed.');
  await demo.looksRight();
  await demo.press(text.common.back);
  await demo.press(text.manage.data);
  await demo.page.setInputFiles('[type="file"]', backup);
  await passphrase.last().fill('another passphrase');
  await demo.press(text.data.import);
  await demo.page.getByText(text.data.wrong).waitFor();
  await passphrase.last().fill(PASSPHRASE);
  await demo.press(text.data.import);
  await demo.says('Restored: 1 person.');
});

test('starts and unlocks without a network and without a server', async () => {
  await demo.context.setOffline(true);
  await demo.site.stop();
  await demo.page.reload();
  await demo.at(text.door.title);
  expect(await demo.visit(ana, 'unlocked')).toBe('unlocked');
  await demo.leave();
});

test('keeps nothing of anybody after all was deleted', async () => {
  await demo.page.getByText(text.door.invite).waitFor();
  await demo.manage(PIN);
  await demo.press(text.manage.data);
  await demo.press(text.data.destroy);
  await demo.looksRight();
  const dialog = demo.page.getByRole('dialog');
  await dialog.getByRole('button', { name: text.data.destroy }).click();
  await dialog.getByLabel(text.data.understood).check();
  await dialog.getByRole('button', { name: text.data.destroy }).click();
  await demo.at(text.welcome.title);
  expect(await census(demo.page)).toEqual(empty);
});
