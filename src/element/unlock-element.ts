import type { AttemptState, Decision } from '../access/decision.js';
import type { AttemptOptions } from '../access/types.js';
import { explain, guide } from '../kiosk/text.js';
import { UnlockRun, type UnlockState } from '../kiosk/unlock-run.js';
import { troubleOf } from './camera-trouble.js';
import { KioskElement } from './kiosk-element.js';
import { fill } from './text.js';
import type { Shown } from './view.js';

/**
 * `<kinfold-unlock>`: shows the camera while somebody tries to be let in, tells them what to do, and what was decided. The camera is on
 * from `start` to the decision, no longer. That somebody was authenticated is forgotten after 5 s.
 *
 * Events, which bubble out of shadow trees: `kinfold-decision` (detail: `Decision`), the place to let somebody in; `kinfold-state`
 * (`UnlockState`) after every frame; `kinfold-error` (`Error`). Parts: `stage`, `video`, `ring`, `track`, `progress`, `sentence`, `actions`,
 * `button`, `primary`. Custom properties: `--kinfold-accent`, `-on-accent`, `-good`, `-bad`, `-surface`, `-ink`, `-edge`, `-radius`; light
 * and dark follow the page's `color-scheme`.
 */
export class KinfoldUnlock extends KioskElement<AttemptState> {
  readonly #run: UnlockRun;
  #options: AttemptOptions = {};

  constructor() {
    const run = new UnlockRun((decision) => this.#decided(decision));
    super(run);
    this.#run = run;
  }

  /** Who the person claims to be, if anybody, and whether a decision has diagnostics; read by `start`. */
  get options(): AttemptOptions {
    return this.#options;
  }

  set options(options: AttemptOptions) {
    this.#options = options;
  }

  get state(): UnlockState {
    return this.#run.state;
  }

  /** Opens the camera and begins an attempt; one that is under way is cancelled. Without a kiosk it fails. */
  start(): void {
    void this.perform((camera) => this.#run.start(this.kiosk, camera, this.#options));
  }

  #decided(decision: Decision): void {
    this.tell('decision', decision);
  }

  protected override shown(): Shown {
    const { state, text } = this;
    const begin = (label: string) => ({ label, onPress: () => this.start(), isInactive: !this.kiosk });
    const cancel = { label: text.buttons.cancel, onPress: () => this.cancel() };
    switch (state.state) {
      case 'idle':
        return { tone: 'calm', progress: 0, sentence: '', actions: [begin(text.buttons.unlock)] };
      case 'starting':
        return { tone: 'calm', progress: 0, sentence: text.starting, actions: [cancel] };
      case 'looking':
        return { tone: 'looking', progress: state.progress, sentence: guide(state.guidance, text), actions: [cancel] };
      case 'failed':
        return {
          tone: 'bad',
          progress: 0,
          sentence: troubleOf(state.error, text),
          actions: [begin(text.buttons.again)],
        };
      case 'decided': {
        const { decision } = state;
        const [tone, sentence, label] = decision.authenticated
          ? (['good', fill(text.welcome, { name: decision.identity }), text.buttons.unlock] as const)
          : (['bad', `${text.refused} ${explain(decision, text)}`, text.buttons.again] as const);
        return { tone, progress: 1, sentence, actions: [begin(label)] };
      }
    }
  }
}
