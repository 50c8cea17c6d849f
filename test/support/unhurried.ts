import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Serves a page's script with other limits of time: what is tested is no machine's speed, and on a busy one a frame is older, and a person
 * slower, than a door may accept. A service worker gets the script as it is.
 * @param limits what stands in the script, and what stands there instead.
 */
export async function unhurried(page: Page, limits: Readonly<Record<string, string>>): Promise<void> {
  await page.route('**/page.js', async (route) => {
    const response = await route.fetch();
    let code = await response.text();
    for (const [limit, instead] of Object.entries(limits)) {
      expect(code).toContain(limit);
      code = code.replace(limit, instead);
    }
    await route.fulfill({ response, body: code });
  });
}
