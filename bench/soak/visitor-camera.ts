import { LatestFrame } from '../../src/kiosk/camera/latest-frame.js';
import type { Camera, CameraFrame } from '../../src/kiosk/camera.js';
import { countFrame } from './ledger.js';
import { FRAME, MARGIN, type Visitor } from './visitor.js';

/** Milliseconds between two frames: more of them than can be looked at, so that the camera drops some. */
const INTERVAL = 8;
/** Frames for which a visitor keeps one face, before the next picture. */
const HELD = 4;

/** A camera that shows one visitor after the other, each moving a little. */
export class VisitorCamera implements Camera {
  readonly state = 'live';
  readonly problem = null;
  readonly stream = new MediaStream();
  /** Frames that were made. */
  made = 0;
  readonly #latest = new LatestFrame();
  readonly #timer: ReturnType<typeof setInterval>;
  #shown: readonly VideoFrame[] = [];

  constructor() {
    this.#timer = setInterval(() => this.#show(), INTERVAL);
  }

  /** From now on it shows these pictures, which stay the caller's. */
  show(pictures: readonly VideoFrame[]): void {
    this.#shown = pictures;
    this.#latest.drop();
  }

  frames(): AsyncGenerator<CameraFrame, void, void> {
    return this.#latest.read();
  }

  onState(): () => void {
    return () => {};
  }

  close(): void {
    clearInterval(this.#timer);
    this.#latest.end();
  }

  #show(): void {
    if (this.#shown.length === 0) return;
    const at = this.made++;
    const picture = this.#shown[Math.floor(at / HELD) % this.#shown.length]!;
    const time = performance.now();
    const sway = (period: number) => Math.round((MARGIN / 2) * (1 + Math.sin((2 * Math.PI * at) / period)));
    const visibleRect = { x: sway(41), y: sway(67), ...FRAME };
    const { width: displayWidth, height: displayHeight } = FRAME;
    const frame = new VideoFrame(picture, { timestamp: 1000 * time, visibleRect, displayWidth, displayHeight });
    this.#latest.put({ frame: countFrame(frame), time });
  }
}

/** The pictures of a visitor, decoded. */
export function loadPictures({ pictures }: Visitor): Promise<VideoFrame[]> {
  return Promise.all(
    pictures.map(async (address) => {
      const bitmap = await createImageBitmap(await (await fetch(address)).blob());
      const frame = new VideoFrame(bitmap, { timestamp: 0 });
      bitmap.close();
      return countFrame(frame);
    }),
  );
}
