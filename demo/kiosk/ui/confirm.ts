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

/** Asks before something is done that cannot be undone. The focus goes back to where it was. */
export function confirm({ title, hint, act, condition }: Question): Promise<boolean> {
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
    dialog.append(
      heading,
      paragraph(hint),
      ...(box ? [box.element] : []),
      row(
        button(text.common.cancel, () => dialog.close()),
        button(act, yes, { kind: 'danger' }),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(isSure);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
