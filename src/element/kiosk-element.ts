import { type Camera, type CameraOptions, openCamera } from '../kiosk/camera.js';
import type { Kiosk } from '../kiosk/kiosk.js';
import type { Run } from '../kiosk/run.js';
import { type ElementText, englishText } from './text.js';
import { type Shown, View } from './view.js';

/** On a server, where there are no elements, the module can be imported all the same. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** What the elements share: a kiosk, a camera while a run needs one, a view, texts. Properties may be set before the element is defined. */
export abstract class KioskElement<State extends { readonly state: string }> extends Base {
  readonly #run: Run<State>;
  readonly #view: View;
  #kiosk: Kiosk | null = null;
  #text: ElementText = englishText;
  #cameraOptions: CameraOptions = {};
  #opening: Promise<Camera> | null = null;
  #camera: Camera | undefined;
  /** What was set while it was still an unknown element, and would hide the accessors. */
  #given: object;

  protected constructor(run: Run<State>) {
    super();
    this.#given = { ...this };
    for (const name of Object.keys(this.#given)) Reflect.deleteProperty(this, name);
    this.#run = run;
    this.#view = new View(this.attachShadow({ mode: 'open' }));
    run.subscribe(() => {
      const { state } = run;
      this.tell('state', state);
      if ('error' in state) this.tell('error', state.error);
      this.render();
    });
  }

  /** The kiosk that it works with; what is under way ends when it is another one. */
  get kiosk(): Kiosk | null {
    return this.#kiosk;
  }

  set kiosk(kiosk: Kiosk | null) {
    if (kiosk !== this.#kiosk) this.cancel();
    this.#kiosk = kiosk;
    this.render();
  }

  /** Everything that it says. Default: English. */
  get text(): ElementText {
    return this.#text;
  }

  set text(text: ElementText) {
    this.#text = text;
    this.render();
  }

  /** Which camera; read by `start`. */
  get cameraOptions(): CameraOptions {
    return this.#cameraOptions;
  }

  set cameraOptions(options: CameraOptions) {
    this.#cameraOptions = options;
  }

  /** Gives up what is under way, lets go of the camera and forgets how it ended. */
  cancel(): void {
    this.#run.cancel();
  }

  connectedCallback(): void {
    Object.assign(this, this.#given);
    this.#given = {};
    this.render();
  }

  disconnectedCallback(): void {
    this.cancel();
  }

  /** What to show now. */
  protected abstract shown(): Shown;

  protected render(): void {
    this.#view.video.ariaLabel = this.#text.video;
    this.#view.show(this.shown());
  }

  protected tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`kinfold-${name}`, { detail, bubbles: true, composed: true }));
  }

  /** What the camera does instead of showing something; undefined if it shows something. */
  protected get cameraTrouble(): string | undefined {
    const state = this.#camera?.state ?? 'live';
    return state === 'live' || state === 'closed' ? undefined : this.#text.camera[state];
  }

  /** Opens the camera for a run, and lets go of it when that is over. Without a kiosk nobody is asked for a camera. */
  protected async perform(run: (camera: Promise<Camera> | null) => Promise<void>): Promise<void> {
    const opening = this.#kiosk && this.isConnected ? openCamera(this.#cameraOptions) : null;
    this.#opening = opening;
    const over = run(opening);
    const camera = await opening?.catch(() => undefined);
    if (!camera) return;
    if (opening === this.#opening) this.#show(camera);
    await over;
    camera.close();
    if (opening === this.#opening) this.#show(undefined);
  }

  #show(camera: Camera | undefined): void {
    this.#camera = camera;
    const { video } = this.#view;
    video.srcObject = camera?.stream ?? null;
    // A tab that is hidden may not play; it does once it is seen.
    if (camera) video.play().catch(() => {});
    camera?.onState(() => this.render());
  }
}
