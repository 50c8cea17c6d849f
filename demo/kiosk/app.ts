import type { Kiosk } from 'kinfold/face';
import { byId } from '../page/dom.js';
import { pause } from './pause.js';
import { codeOf, isCurable, sentenceOf } from './problem.js';
import { door } from './screens/door.js';
import { failed } from './screens/failed.js';
import { manage } from './screens/manage.js';
import { enterPin } from './screens/pin.js';
import { loadSettings, type Settings } from './settings.js';
import { text } from './text.js';
import { Bar } from './ui/bar.js';
import { setBusy } from './ui/elements.js';
import type { ShowScreen } from './ui/screen.js';

/** Milliseconds without a touch after which the door is shown again. */
const IDLE = 180_000;

/** Milliseconds that a notice is shown: it may lie over a button. */
const NOTICE = 6_000;

/** Milliseconds after which the door is tried again that could not be shown, as nobody may be there to do it: what was mended, and what was not. */
const MENDED = 1_000;
const AGAIN = 30_000;

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
    // A kiosk that learns is asked again later.
    setInterval(() => void kiosk.expire().catch((error) => console.warn(error)), EXPIRY);
    return app;
  }

  /**
   * Leaves the screen that is there and shows another, or says why it cannot be shown.
   * @param done what was done before, to be said then.
   */
  async go(show: ShowScreen, done = ''): Promise<void> {
    this.#left.abort();
    this.#left = new AbortController();
    const { signal } = this.#left;
    // Who has left a screen can do nothing there any more, however long the next one takes.
    byId('screen').inert = true;
    this.notice('');
    this.problem('');
    try {
      const element = await show(this, signal);
      if (signal.aborted) return;
      this.#present(element);
      this.notice(done);
    } catch (error) {
      if (signal.aborted) return;
      this.#present(failed(() => void this.go(show)));
      void this.#retry(error, show, signal);
    }
  }

  async #retry(error: unknown, show: ShowScreen, signal: AbortSignal): Promise<void> {
    const isMended = await this.fail(error);
    // Behind the PIN there is somebody to press the button.
    if (this.bar.place !== 'door') return;
    await pause(isMended ? MENDED : AGAIN, signal);
    if (!signal.aborted) await this.go(show);
  }

  #present(element: HTMLElement): void {
    byId('screen').inert = false;
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

  /** The first of those screens. @param done as in `go`. */
  overview(done?: string): Promise<void> {
    return this.managed(manage, done);
  }

  /** A screen behind the PIN, from a screen that is behind it too. @param done as in `go`. */
  managed(show: ShowScreen, done?: string): Promise<void> {
    this.bar.place = 'managed';
    return this.go(show, done);
  }

  /** Back to the door; the PIN is asked for again. */
  lock(): Promise<void> {
    this.bar.place = 'door';
    // Even if the door cannot be shown.
    byId('screen').replaceChildren();
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

  /**
   * Does one thing at a time for a screen, whose buttons rest meanwhile.
   * @param next what follows. Nothing does if the screen was left meanwhile: somebody else may stand there.
   * @returns whether it succeeded.
   */
  async perform<Result>(
    root: HTMLElement,
    task: () => Promise<Result>,
    next?: (result: Result) => Promise<void>,
  ): Promise<boolean> {
    if (this.#isBusy) {
      this.problem(text.common.waiting);
      return false;
    }
    const { signal } = this.#left;
    this.#isBusy = true;
    setBusy(root, true);
    this.problem('');
    try {
      const result = await task();
      if (!signal.aborted) await next?.(result);
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

  /** Says what went wrong, and starts again what has died. @returns whether that succeeded. */
  async fail(error: unknown): Promise<boolean> {
    if (codeOf(error) === 'aborted') return false;
    console.warn(error);
    this.problem(sentenceOf(error));
    return isCurable(error) && this.recover();
  }

  /** Starts workers and device again; until that works nobody is let in. @returns whether it does. */
  async recover(): Promise<boolean> {
    this.notice(text.problems.restarting, true);
    try {
      await this.kiosk.restart();
      this.notice(text.problems.restarted);
      return true;
    } catch (error) {
      console.warn(error);
      this.notice('');
      this.problem(sentenceOf(error));
      return false;
    }
  }

  /** What is kept then is in force, also where keeping failed in the end. */
  async keep(settings: Settings): Promise<void> {
    try {
      await this.kiosk.keepSettings({ ...settings });
    } finally {
      this.settings = await loadSettings(this.kiosk);
    }
  }

  #restartIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#isBusy || this.bar.place === 'setup') this.#restartIdle();
      else if (this.bar.place !== 'door') void this.lock();
    }, IDLE);
  }
}
