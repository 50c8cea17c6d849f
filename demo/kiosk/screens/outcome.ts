import { type Decision, explain } from 'kinfold/face';
import { pause } from '../pause.js';
import { duration, fill, text } from '../text.js';
import { button, change, create, paragraph } from '../ui/elements.js';
import { type IconName, icon } from '../ui/icons.js';

const t = text.door;

/** What was decided, over the camera's picture. */
export class Outcome {
  readonly element = create('div', { className: 'outcome', role: 'alert', hidden: true });
  readonly #hint = paragraph('');

  show(decision: Decision, onAgain: () => void): void {
    const { title, hint, name } = describe(decision);
    this.#hint.textContent = hint;
    const isLocked = !decision.authenticated && (decision.retryAfter ?? 0) > 0;
    const again = decision.authenticated || isLocked ? [] : [button(text.common.tryAgain, onAgain)];
    this.element.dataset['outcome'] = decision.authenticated ? 'unlocked' : decision.reason;
    this.element.replaceChildren(icon(name), create('strong', {}, title), this.#hint, ...again);
    this.element.hidden = false;
  }

  /** Tells how long the lock lasts, second by second; a screen reader hears it once. */
  async countDown(milliseconds: number, signal: AbortSignal): Promise<void> {
    const end = performance.now() + milliseconds;
    this.#hint.ariaLive = 'off';
    for (let left = milliseconds; left > 0 && !signal.aborted; left = end - performance.now()) {
      this.#hint.textContent = fill(t.lockedOutHint, { time: duration(left) });
      await pause(Math.min(left, 1_000), signal);
    }
    this.#hint.ariaLive = null;
  }

  hide(): void {
    change(this.element, () => {
      this.element.hidden = true;
      this.element.replaceChildren();
    });
  }
}

function describe(decision: Decision): { title: string; hint: string; name: IconName } {
  if (decision.authenticated) {
    return { title: fill(t.welcome, { name: decision.identity }), hint: t.welcomeHint, name: 'check' };
  }
  const { retryAfter = 0 } = decision;
  if (retryAfter > 0) {
    return { title: t.lockedOut, hint: fill(t.lockedOutHint, { time: duration(retryAfter) }), name: 'wait' };
  }
  return { title: t.refused, hint: explain(decision, text), name: 'cross' };
}
