import type { App } from '../app.js';
import { text } from '../text.js';
import { button, create } from './elements.js';

/** What fills the page. Whatever it starts ends with `signal`. It changes nothing that is kept: where it fails it is called again. */
export type ShowScreen = (app: App, signal: AbortSignal) => HTMLElement | Promise<HTMLElement>;

/** A screen with a heading, which gets the focus, and a way back. */
export function screen(title: string, onBack: (() => void) | null, ...children: (Node | string)[]): HTMLElement {
  const heading = create('h1', { tabIndex: -1 }, title);
  const back = onBack && button(text.common.back, onBack, { kind: 'quiet', icon: 'back' });
  if (back) back.dataset['always'] = '';
  return create(
    'section',
    { className: 'screen', ariaLabel: title },
    create('div', { className: 'top' }, ...(back ? [back] : []), heading),
    ...children,
  );
}
