import { destroyStore } from 'kinfold/face';
import { STORE } from '../machine.js';
import { codeOf, sentenceOf } from '../problem.js';
import { text } from '../text.js';
import { confirm } from '../ui/confirm.js';
import { button, paragraph, row } from '../ui/elements.js';
import { screen } from '../ui/screen.js';

const UNTRUSTED = ['store-tampered', 'store-rolled-back'];

/** When the kiosk cannot be opened. What is kept and cannot be trusted can only be deleted. */
export function broken(error: unknown): HTMLElement {
  const { title, reload } = text.problems;
  const isUntrusted = UNTRUSTED.includes(codeOf(error) ?? '');
  const { destroy, confirm: question, confirmHint, understood } = text.data;
  const destroyAll = async () => {
    if (!(await confirm({ title: question, hint: confirmHint, act: destroy, condition: understood }))) return;
    await destroyStore({ name: STORE });
    location.reload();
  };
  return screen(
    title,
    null,
    paragraph(codeOf(error) === 'busy' ? text.problems['open-already'] : sentenceOf(error)),
    row(
      button(reload, () => location.reload(), { kind: 'primary' }),
      ...(isUntrusted ? [button(destroy, () => void destroyAll(), { kind: 'danger' })] : []),
    ),
  );
}
