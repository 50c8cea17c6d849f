import type { Kiosk } from 'kinfold/face';
import { byId } from '../page/dom.js';
import { codeOf, isCurable, sentenceOf } from './problem.js';
import { door } from './screens/door.js';
import { manage } from './screens/manage.js';
import { enterPin } from './screens/pin.js';
import { keepSettings, loadSettings, type Settings } from './settings.js';
import { text } from './text.js';
import { Bar } from './ui/bar.js';
import { setBusy } from './ui/elements.js';
import type { ShowScreen } from './ui/screen.js';

/** Milliseconds without a touch after which the door is shown again. */
const IDLE = 180_000;

/** Milliseconds that a notice is shown: it may lie over a button. */
const NOTICE = 6_000;

/** Milliseconds between two looks for consents that have ended. */
const EXPIRY = 3_600_000;

/** One screen at a time over one kiosk. */
export class App {
  readonly bar = new Bar(this);
  #left = new AbortController();
  #isBusy = false;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #noticed: ReturnType<typeof setTimeout> | undefined;

  private constructor(
    readonly kiosk: Kiosk,
    public settings: Settings,
  ) {}

  static async start(kiosk: Kiosk): Promise<App> {
    const app = new App(kiosk, await loadSettings(kiosk));
    for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => app.#restartIdle());
    setInterval(() => void app.#expire(), EXPIRY);
    return app;
  }

  /** Leaves the screen that is there and shows another. */
  async go(show: ShowScreen): Promise<void> {
    this.#left.abort();
    this.#left = new AbortController();
    const { signal } = this.#left;
    this.notice('');
    this.problem('');
    const element = await show(this, signal);
    if (signal.aborted) return;
    byId('screen').replaceChildren(element);
    document.title = `${element.ariaLabel} · ${text.name}`;
    scrollTo(0, 0);
    element.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    this.#restartIdle();
  }

  /** To the screens that the PIN guards. */
  manage(): Promise<void> {
    this.bar.place = 'pin';
    return this.go(enterPin(() => this.overview()));
  }

  /** The first of those screens. */
  overview(): Promise<void> {
    return this.managed(manage);
  }

  /** A screen behind the PIN, from a screen that is behind it too. */
  managed(show: ShowScreen): Promise<void> {
    this.bar.place = 'managed';
    return this.go(show);
  }

  /** Back to the door; the PIN is asked for again. */
  lock(): Promise<void> {
    this.bar.place = 'door';
    this.notice('');
    return this.go(door);
  }

  /** Says what was done, for a while, or what is under way, until something else is said. */
  notice(sentence: string, isUnderWay = false): void {
    clearTimeout(this.#noticed);
    byId('notice').textContent = sentence;
    if (sentence && !isUnderWay) this.#noticed = setTimeout(() => this.notice(''), NOTICE);
  }

  /** Says what is wrong, until something else is done. */
  problem(sentence: string): void {
    byId('problem').textContent = sentence;
  }

  /** Does one thing at a time for a screen, whose buttons rest meanwhile. @returns whether it succeeded. */
  async perform(root: HTMLElement, task: () => Promise<void>): Promise<boolean> {
    if (this.#isBusy) {
      this.problem(text.common.waiting);
      return false;
    }
    this.#isBusy = true;
    setBusy(root, true);
    this.problem('');
    try {
      await task();
      return true;
    } catch (error) {
      await this.fail(error);
      return false;
    } finally {
      this.#isBusy = false;
      setBusy(root, false);
      this.#restartIdle();
    }
  }

  /** Says what went wrong, and starts again what has died. */
  async fail(error: unknown): Promise<void> {
    if (codeOf(error) === 'aborted') return;
    console.warn(error);
    this.problem(sentenceOf(error));
    if (isCurable(error)) await this.recover();
  }

  /** Starts workers and device again; until that works nobody is let in. */
  async recover(): Promise<void> {
    this.notice(text.problems.restarting, true);
    try {
      await this.kiosk.restart();
      this.notice(text.problems.restarted);
    } catch (error) {
      console.warn(error);
      this.notice('');
      this.problem(sentenceOf(error));
    }
  }

  async keep(settings: Settings): Promise<void> {
    this.settings = await keepSettings(this.kiosk, settings);
  }

  async #expire(): Promise<void> {
    // A kiosk that learns is asked again later.
    await this.kiosk.expire().catch((error) => console.warn(error));
  }

  #restartIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#isBusy || this.bar.place === 'setup') this.#restartIdle();
      else if (this.bar.place !== 'door') void this.lock();
    }, IDLE);
  }
}
