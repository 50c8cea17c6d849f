import { text } from '../text.js';
import { button, create, paragraph, row, tick } from './elements.js';

export interface Question {
  readonly title: string;
  readonly hint: string;
  /** What the button says that does it. */
  readonly act: string;
  /** Something that has to be ticked first. */
  readonly condition?: string;
}

/**
 * Asks before something is done that cannot be undone. The focus goes back to where it was.
 * @param signal that of the screen that asks: who has left it is asked no more, and has not agreed.
 */
export function confirm({ title, hint, act, condition }: Question, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  const dialog = create('dialog', { className: 'confirm' });
  const box = condition === undefined ? undefined : tick(condition);
  const heading = create('h2', { id: 'confirm-title' }, title);
  dialog.setAttribute('aria-labelledby', heading.id);
  return new Promise((resolve) => {
    let isSure = false;
    const yes = () => {
      if (box && !box.input.checked) return box.input.focus();
      isSure = true;
      dialog.close();
    };
    const leave = () => dialog.close();
    dialog.append(
      heading,
      paragraph(hint),
      ...(box ? [box.element] : []),
      row(button(text.common.cancel, leave), button(act, yes, { kind: 'danger' })),
    );
    signal?.addEventListener('abort', leave);
    dialog.addEventListener('close', () => {
      signal?.removeEventListener('abort', leave);
      dialog.remove();
      resolve(isSure);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
