import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { DoorPage } from '../browser/kiosk-page.js';
import { BrowserPage, type SiteFiles } from './browser.js';
import { modelsFolder, trialModels } from './models.js';
import { VirtualCamera } from './virtual-camera.js';
import { type Presence, type Said, VIEW } from './visitor.js';

/** Pictures that the camera takes in a second. */
const RATE = 10;
/** Frames from the file to the page at most. */
const ON_THE_WAY = 6;

const entries = {
  'kiosk-page': 'test/browser/kiosk-page.ts',
  'probe.worker': 'test/browser/probe.worker.ts',
  'vision.worker': 'src/vision/vision.worker.ts',
};

const html =
  '<!doctype html><meta charset="utf-8"><title>door</title><script type="module" src="kiosk-page.js"></script>';

/** A page with a kiosk in headless Chromium, whose camera shows what a test puts in front of it. */
export class Door {
  #presence: Presence | undefined;

  private constructor(
    readonly camera: VirtualCamera,
    readonly browser: BrowserPage,
  ) {}

  /** @param files served beside the page and the trial set of models, such as cohorts. */
  static async open(files: SiteFiles = {}): Promise<Door> {
    await trialModels();
    const models: Record<string, Uint8Array> = {};
    for (const name of ['fr_detect', 'fr_landmark', 'fr_feature']) {
      for (const kind of ['json', 'onnx']) {
        models[`models/${name}.${kind}`] = await readFile(`${modelsFolder}/${name}.${kind}`);
      }
    }
    const camera = new VirtualCamera(VIEW.width, VIEW.height, RATE);
    const browser = await BrowserPage.open(
      entries,
      { ...models, ...files, 'index.html': html, 'favicon.ico': '' },
      '/',
      camera.switches,
    );
    const door = new Door(camera, browser);
    await browser.page.exposeFunction('say', (said: Said) => door.#presence?.hear(said));
    return door;
  }

  /** Has the page do something. */
  ask<Name extends keyof DoorPage>(
    name: Name,
    ...args: Parameters<DoorPage[Name]>
  ): Promise<Awaited<ReturnType<DoorPage[Name]>>> {
    const call = { name, args };
    return this.browser.page.evaluate(
      async ({ name, args }) => {
        const { door } = globalThis as unknown as { door: Record<string, (...args: unknown[]) => unknown> };
        return door[name]!(...args);
      },
      call as { name: string; args: unknown[] },
    ) as Promise<Awaited<ReturnType<DoorPage[Name]>>>;
  }

  /** The same, while somebody stands in front of the camera. */
  async before<Name extends keyof DoorPage>(presence: Presence, name: Name, ...args: Parameters<DoorPage[Name]>) {
    const show = () => this.camera.show(presence.look(), !presence.isPlayedBack);
    this.#presence = presence;
    // What the camera saw before is still on its way to the page.
    for (let frame = 0; frame < ON_THE_WAY; frame++) {
      show();
      await setTimeout(1000 / RATE);
    }
    const answer = this.ask(name, ...args);
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    answer.then(end, end);
    while (!isOver) {
      await setTimeout(1000 / RATE);
      show();
      if (presence.hasLeft) await this.ask('leave');
    }
    this.#presence = undefined;
    return answer;
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.camera.close();
  }
}
