import { byId } from '../../page/dom.js';
import { keepOffline } from '../offline.js';
import { text } from '../text.js';
import { button, create } from './elements.js';

/** The strip at the top: whose kiosk it is, and whether it works without a network, or a button for a later version. */
export function showStrip(): void {
  const mark = create('img', { src: 'icon.svg', alt: '', width: 32, height: 32 });
  const offline = create('span', { className: 'offline' });
  byId('bar').append(create('span', { className: 'brand' }, mark, text.name), offline);
  void keepOffline(({ isReady, update }) => {
    if (update) offline.replaceChildren(button(text.common.update, update, { kind: 'quiet' }));
    else offline.textContent = isReady ? text.common.offline : '';
  }).catch((error) => console.warn(error));
}
