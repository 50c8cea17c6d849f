import { type Camera, type CameraRefusal, type CameraState, cameraRefusal, openCamera } from 'kinfold/face';
import { text } from '../text.js';
import { button, change, create, paragraph } from './elements.js';
import { ring } from './ring.js';

type Trouble = readonly [title: string, hint: string];

const states: Partial<Record<CameraState, Trouble>> = {
  lost: [text.camera.lost, text.camera.lostHint],
  muted: [text.camera.muted, text.camera.mutedHint],
  hidden: [text.camera.hidden, text.camera.hiddenHint],
};

/** Why there is no camera. */
const refusals: Readonly<Record<CameraRefusal, Trouble>> = {
  refused: [text.camera.refused, text.camera.refusedHint],
  taken: [text.camera.taken, text.camera.takenHint],
  missing: [text.camera.missing, text.camera.missingHint],
  unavailable: [text.camera.unavailable, ''],
};

/** How the ring round the face looks. */
export type Tone = 'calm' | 'looking' | 'good' | 'bad';

/** The camera's picture like a mirror, a ring round where the face belongs, and a sentence below it. */
export class CameraView {
  readonly element: HTMLElement;
  readonly #video = create('video', { muted: true, playsInline: true, ariaLabel: text.camera.label });
  readonly #ring = ring();
  readonly #trouble = create('div', { className: 'cover', role: 'status' });
  readonly #guidance = create('p', { className: 'guidance', role: 'status' });
  readonly #stage: HTMLElement;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.#stage = create('div', { className: 'stage' }, this.#video, this.#trouble);
    this.#stage.insertBefore(this.#ring.element, this.#trouble);
    this.element = create('div', { className: 'camera' }, this.#stage, this.#guidance);
    this.#show([text.camera.opening, '']);
    this.tone = 'calm';
  }

  set tone(tone: Tone) {
    this.#stage.dataset['tone'] = tone;
  }

  /** @param share 0..1 of the ring. */
  set progress(share: number) {
    this.#ring.progress = share;
  }

  /** Says a sentence below the picture, once: what is repeated with every frame is not. */
  say(sentence: string): void {
    if (this.#guidance.textContent !== sentence) this.#guidance.textContent = sentence;
  }

  /** Lays something over the picture. */
  cover(element: HTMLElement): void {
    this.#stage.append(element);
  }

  /** Opens the camera; while that fails it says why and offers to try again. Undefined if the screen was left before. */
  async open(): Promise<Camera | undefined> {
    for (;;) {
      try {
        const camera = await openCamera();
        if (this.#signal.aborted) return void camera.close();
        await this.#follow(camera);
        return camera;
      } catch (error) {
        if (this.#signal.aborted) return undefined;
        await this.#askAgain(refusals[cameraRefusal(error) ?? 'unavailable']);
      }
      if (this.#signal.aborted) return undefined;
    }
  }

  async #follow(camera: Camera): Promise<void> {
    const show = (state: CameraState) => this.#show(states[state]);
    const forget = camera.onState(show);
    this.#signal.addEventListener('abort', () => {
      forget();
      camera.close();
      this.#video.srcObject = null;
    });
    this.#video.srcObject = camera.stream;
    show(camera.state);
    // A tab that is hidden may not play; it does once it is seen.
    await this.#video.play().catch(() => {});
  }

  #show(trouble: Trouble | undefined, ...controls: HTMLElement[]): void {
    const [title, hint] = trouble ?? ['', ''];
    change(this.#trouble, () => {
      this.#trouble.hidden = !trouble;
      this.#trouble.replaceChildren(create('strong', {}, title), paragraph(hint), ...controls);
    });
  }

  #askAgain(trouble: Trouble): Promise<void> {
    return new Promise((resolve) => {
      this.#show(trouble, button(text.common.tryAgain, resolve, { kind: 'primary' }));
      this.#signal.addEventListener('abort', () => resolve());
      // Somebody may have plugged one in.
      navigator.mediaDevices?.addEventListener('devicechange', () => resolve(), { once: true, signal: this.#signal });
    });
  }
}
