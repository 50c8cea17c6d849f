import { KinfoldError, type KinfoldErrorCode } from 'kinfold';
import { byId, setInactive } from './dom.js';

/** What `restart()` cures. */
const CURABLE: readonly KinfoldErrorCode[] = ['device-lost', 'worker-crashed', 'timeout'];

/** The line at the foot of the page: what is going on, and what went wrong, each as a sentence. */
export class Status {
  readonly #status = byId('status');
  readonly #problem = byId('problem');
  readonly #restart = byId<HTMLButtonElement>('restart');
  #isBusy = false;

  get isBusy(): boolean {
    return this.#isBusy;
  }

  say(sentence: string): void {
    this.#status.textContent = sentence;
  }

  fail(error: unknown): void {
    this.#problem.textContent = sentenceOf(error);
    if (error instanceof KinfoldError && CURABLE.includes(error.code)) this.#restart.hidden = false;
  }

  /**
   * Runs one piece of work at a time, and says so if another is asked for meanwhile. `work` returns the sentence to end with.
   * @returns whether it succeeded.
   */
  async perform(sentence: string, work: () => Promise<string>): Promise<boolean> {
    if (this.#isBusy) {
      this.#problem.textContent = `Please wait: ${this.#status.textContent}`;
      return false;
    }
    this.#setBusy(true);
    this.#problem.textContent = '';
    this.say(sentence);
    try {
      this.say(await work());
      return true;
    } catch (error) {
      const isAborted = error instanceof KinfoldError && error.code === 'aborted';
      this.say(isAborted ? 'Cancelled; nothing was changed.' : 'That did not work.');
      if (!isAborted) this.fail(error);
      return false;
    } finally {
      this.#setBusy(false);
    }
  }

  /** Offers to start the engine anew after it has died. */
  onRestart(restart: () => Promise<void>): void {
    this.#restart.addEventListener('click', () =>
      this.perform('Starting the engine anew.', async () => {
        await restart();
        this.#restart.hidden = true;
        return 'The engine works again, with everybody who was enrolled.';
      }),
    );
  }

  #setBusy(isBusy: boolean): void {
    this.#isBusy = isBusy;
    document.body.toggleAttribute('data-busy', isBusy);
    for (const control of document.querySelectorAll<HTMLElement>('main button:not(#teach-cancel), main .button')) {
      setInactive(control, isBusy);
    }
  }
}

function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.endsWith('.') ? text : `${text}.`;
}
