import type { Page } from 'playwright-core';

declare global {
  function looked(yaw: number | null): void;
}

/**
 * Hears of every frame that a page's vision worker has looked at. Call it before the page is opened.
 * @param see gets the degrees by which the only face is turned; null if there is none, or several.
 */
export async function onLooks(page: Page, see: (yaw: number | null) => void): Promise<void> {
  await page.exposeFunction('looked', see);
  await page.addInitScript(reportLooks);
}

/** Reads the answers of workers behind the page's back; the newest of each file can be reached by its name. */
function reportLooks(): void {
  const Original = Worker;
  const workers: Record<string, Worker> = {};
  Object.assign(globalThis, { workers });
  globalThis.Worker = class extends Original {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      workers[/[^/]*$/.exec(String(url))![0]] = this;
      this.addEventListener('message', ({ data }) => {
        const faces = data?.value?.value?.faces;
        if (faces) looked(faces.length === 1 ? faces[0].pose.yaw : null);
      });
    }
  };
}
