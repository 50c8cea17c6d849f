import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pixels } from '../../src/image/picture.js';

/** Frames that the file holds. Chromium plays them over and over, reading each anew. */
const FRAMES = 2;
const FRAME_HEADER = 'FRAME\n';

/** Noise of a sensor: normally distributed, in levels of 255. More numbers than a frame has rows or columns, so that no pattern shows. */
const NOISE = Int8Array.from({ length: 65_521 }, () => {
  const uniform = 1 - Math.random();
  return Math.round(2.5 * Math.sqrt(-2 * Math.log(uniform)) * Math.cos(2 * Math.PI * Math.random()));
});

/**
 * A camera for headless Chromium whose picture a test sets: a Y4M file that `--use-file-for-fake-video-capture` plays while it is written to.
 * So what the camera shows can answer what the page asks for.
 */
export class VirtualCamera {
  readonly #folder = mkdtempSync(join(tmpdir(), 'kinfold-camera-'));
  readonly #file: number;
  readonly #header: string;

  constructor(
    readonly width: number,
    readonly height: number,
    framesPerSecond: number,
  ) {
    this.#header = `YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`;
    this.#file = openSync(this.path, 'w+');
    writeSync(this.#file, this.#header, 0);
    this.show({ width, height, data: new Uint8ClampedArray(4 * width * height).fill(110) });
  }

  get path(): string {
    return join(this.#folder, 'camera.y4m');
  }

  /** Switches of Chromium that make this its only camera and grant it to every page. */
  get switches(): string[] {
    return [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${this.path}`,
    ];
  }

  /** From now on the camera shows this. @param isNoisy whether each frame has the noise of a sensor. */
  show(picture: Pixels, isNoisy = false): void {
    const frame = Buffer.concat([Buffer.from(FRAME_HEADER), toI420(picture)]);
    for (let i = 0; i < FRAMES; i++) {
      const taken = isNoisy ? withNoise(frame, picture.width * picture.height) : frame;
      writeSync(this.#file, taken, 0, taken.length, this.#header.length + i * taken.length);
    }
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#folder, { recursive: true });
  }
}

/** Another take of the same frame: the noise changes its brightness. @param pixels of its first plane. */
function withNoise(frame: Buffer, pixels: number): Buffer {
  const taken = Buffer.from(frame);
  const first = FRAME_HEADER.length;
  let from = Math.floor(Math.random() * NOISE.length);
  for (let at = first; at < first + pixels; at++, from++) {
    taken[at] = Math.min(235, Math.max(16, frame[at]! + NOISE[from % NOISE.length]!));
  }
  return taken;
}

/** RGBA to planes of Y, U and V (BT.601, studio range), the colours at half the resolution. */
export function toI420({ width, height, data }: Pixels): Buffer {
  const planes = Buffer.alloc((width * height * 3) / 2);
  const [u, v] = [width * height, (width * height * 5) / 4];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!];
      planes[y * width + x] = 16 + 0.257 * r + 0.504 * g + 0.098 * b;
      if ((x | y) & 1) continue;
      const place = (y >> 1) * (width >> 1) + (x >> 1);
      planes[u + place] = 128 - 0.148 * r - 0.291 * g + 0.439 * b;
      planes[v + place] = 128 + 0.439 * r - 0.368 * g - 0.071 * b;
    }
  }
  return planes;
}
