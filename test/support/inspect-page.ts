import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** The window of a phone. */
const PHONE = { width: 360, height: 740 };

/**
 * What is wrong with a page as it is now: what axe calls serious or critical, in light and dark, and what reaches beyond the window of a
 * phone.
 */
export async function inspectPage(page: Page): Promise<string[]> {
  const window = page.viewportSize()!;
  const faults = await violations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  faults.push(...(await violations(page, 'color-contrast')));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(PHONE);
  // Curves hear of their width after the layout.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  faults.push(...(await page.evaluate(beyondWindow)));
  await page.setViewportSize(window);
  return faults;
}

async function violations(page: Page, rule?: string): Promise<string[]> {
  // Through the debugger: the page's policy lets no script in.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(
    (only) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({
        resultTypes: ['violations'],
        ...(only && { runOnly: [only] }),
      }),
    rule,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)} ${failureSummary}`),
    );
}

/** Elements that are cut off at the side, or whose text is. */
function beyondWindow(): string[] {
  const isCut = (element: Element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && (left < -0.5 || right > innerWidth + 0.5 || element.scrollWidth > element.clientWidth + 1);
  };
  return [...document.querySelectorAll('body *:not(svg *)')]
    .filter((element) => element.clientWidth > 1 && isCut(element))
    .map((element) => `beyond 360 px: ${element.outerHTML.slice(0, 120)}`);
}
