import { EnrolRun, type EnrolState, type KeepingState } from '../kiosk/enrol-run.js';
import type { EnrolmentState } from '../kiosk/enrolment.js';
import type { EnrolOptions } from '../kiosk/kiosk.js';
import { guide } from '../kiosk/text.js';
import type { Consent } from '../store/consent.js';
import { troubleOf } from './camera-trouble.js';
import { KioskElement } from './kiosk-element.js';
import { fill } from './text.js';
import type { Shown } from './view.js';

/**
 * `<kinfold-enrol>`: takes pictures of a person, tells them how to hold their head, and keeps the pictures when that is confirmed. The camera
 * is on from `start` to the last picture.
 *
 * Events, which bubble out of shadow trees: `kinfold-enrolled` (detail: `EnrolmentReport`), `kinfold-state` (`EnrolState`) after every
 * frame, `kinfold-error` (`Error`). Parts and custom properties are those of `<kinfold-unlock>`.
 */
export class KinfoldEnrol extends KioskElement<EnrolmentState | KeepingState> {
  readonly #run: EnrolRun;
  #identity = '';
  #consent: Consent | null = null;
  #options: EnrolOptions = {};

  constructor() {
    const run = new EnrolRun();
    super(run);
    this.#run = run;
    run.subscribe(() => {
      if (run.state.state === 'enrolled') this.tell('enrolled', run.state.report);
    });
  }

  /** Who is enrolled; what is under way ends when it is somebody else. */
  get identity(): string {
    return this.#identity;
  }

  set identity(identity: string) {
    if (identity !== this.#identity) this.cancel();
    this.#identity = identity;
    this.render();
  }

  /**
   * What that person has agreed to. Without it nothing starts, and taking pictures ends when it is withdrawn. What is being kept by then is kept, and
   * `kinfold-enrolled` tells of it: remove that person then.
   */
  get consent(): Consent | null {
    return this.#consent;
  }

  set consent(consent: Consent | null) {
    const isSettled = ['keeping', 'enrolled'].includes(this.state.state);
    if (!consent && this.#consent && !isSettled) this.cancel();
    this.#consent = consent;
    this.render();
  }

  /** How many pictures, and whether they have to be of a living face; read by `start`. */
  get options(): EnrolOptions {
    return this.#options;
  }

  set options(options: EnrolOptions) {
    this.#options = options;
  }

  get state(): EnrolState {
    return this.#run.state;
  }

  /** Opens the camera and begins to take pictures; what was taken before is forgotten. Without kiosk, identity and consent it fails. */
  start(): void {
    void this.perform((camera) => this.#run.start(this.kiosk, camera, this.#identity, this.#consent, this.#options));
  }

  /** Keeps what was taken, once the state is `complete`; under another name where it is somebody's who is enrolled. */
  finish(identity?: string): void {
    void this.#run.finish(identity);
  }

  protected override shown(): Shown {
    const { state, text } = this;
    const { buttons } = text;
    const isReady = this.kiosk !== null && this.#identity !== '' && this.#consent !== null;
    const begin = (label: string) => ({ label, onPress: () => this.start(), isInactive: !isReady });
    const cancel = { label: buttons.cancel, onPress: () => this.cancel() };
    switch (state.state) {
      case 'idle':
        return { tone: 'calm', progress: 0, sentence: '', actions: [begin(buttons.enrol)] };
      case 'starting':
        return { tone: 'calm', progress: 0, sentence: text.starting, actions: [cancel] };
      case 'collecting': {
        const { taken, wanted } = state;
        const sentence = this.cameraTrouble ?? `${fill(text.taken, { taken, wanted })} ${guide(state.guidance, text)}`;
        return { tone: 'looking', progress: state.progress, sentence, actions: [cancel] };
      }
      case 'complete':
        return { tone: 'good', progress: 1, ...this.#question(state.resembles) };
      case 'keeping':
        return { tone: 'good', progress: 1, sentence: text.keeping, actions: [] };
      case 'enrolled': {
        const sentence = fill(text.enrolled, { name: state.report.identity });
        return { tone: 'good', progress: 1, sentence, actions: [begin(buttons.enrol)] };
      }
      case 'refused':
        return { tone: 'bad', progress: 0, sentence: text.liveness[state.reason], actions: [begin(buttons.again)] };
      case 'failed':
        return { tone: 'bad', progress: 0, sentence: troubleOf(state.error, text), actions: [begin(buttons.again)] };
    }
  }

  /** Nothing is kept before somebody has said under which name. */
  #question(resembles: string | null): Pick<Shown, 'sentence' | 'actions'> {
    const { buttons, ...text } = this.text;
    const cancel = { label: buttons.cancel, onPress: () => this.cancel() };
    const keep = { label: fill(buttons.keep, { name: this.#identity }), onPress: () => this.finish() };
    if (resembles === null) return { sentence: text.complete, actions: [keep, cancel] };
    const addTo = { label: fill(buttons.addTo, { name: resembles }), onPress: () => this.finish(resembles) };
    return { sentence: fill(text.resembles, { name: resembles }), actions: [addTo, keep, cancel] };
  }
}
