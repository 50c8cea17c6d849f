import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pixels } from '../../src/image/picture.js';
import { toI420 } from '../../test/support/virtual-camera.js';

/** A camera for headless Chromium that plays the same pictures over and over, 30 of them a second. */
export class Film {
  private constructor(readonly folder: string) {}

  /** @param pictures all of one size. */
  static async of(pictures: readonly Pixels[]): Promise<Film> {
    const film = new Film(await mkdtemp(join(tmpdir(), 'kinfold-film-')));
    const { width, height } = pictures[0]!;
    const file = await open(film.#path, 'w');
    await file.write(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`);
    for (const picture of pictures) await file.write(Buffer.concat([Buffer.from('FRAME\n'), toI420(picture)]));
    await file.close();
    return film;
  }

  /** Switches of Chromium that make this its only camera and grant it to every page. */
  get switches(): string[] {
    return [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${this.#path}`,
    ];
  }

  get #path(): string {
    return join(this.folder, 'camera.y4m');
  }

  delete(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
