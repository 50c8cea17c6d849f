import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Presses of the Tab key after which a control counts as out of reach. */
const MOST = 40;

/** Goes to a control with the Tab key alone, and expects the focus to be seen there. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let press = 0; press < MOST; press++) {
    if (await control.evaluate((element) => element === document.activeElement)) return expectRing(control);
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${control}`);
}

/** Chooses one of several, or ticks a box. */
export async function choose(page: Page, control: Locator): Promise<void> {
  if ((await control.getAttribute('type')) === 'checkbox') {
    await tabTo(page, control);
    return page.keyboard.press('Space');
  }
  // The Tab key leads to what is chosen already, the arrows to the others.
  const name = await control.getAttribute('name');
  await tabTo(page, page.locator(`input[name="${name}"]:checked`));
  for (let press = 0; press < MOST && !(await control.isChecked()); press++) await page.keyboard.press('ArrowDown');
  expect(await control.isChecked()).toBe(true);
}

async function expectRing(control: Locator): Promise<void> {
  const [style, width] = await control.evaluate((element) => {
    // A box or a dot to choose shows the focus round the whole choice.
    const { outlineStyle, outlineWidth } = getComputedStyle(element.closest('.choice') ?? element);
    return [outlineStyle, Number.parseFloat(outlineWidth)];
  });
  expect(`${control} ${style}`).toBe(`${control} solid`);
  expect(width).toBeGreaterThanOrEqual(2);
}
