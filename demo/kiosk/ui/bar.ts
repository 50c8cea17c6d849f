import { byId } from '../../page/dom.js';
import type { App } from '../app.js';
import { keepOffline } from '../offline.js';
import { text } from '../text.js';
import { button, create } from './elements.js';

/** Before there is a PIN, in front of it, where it is asked for, or behind it. */
export type Place = 'setup' | 'door' | 'pin' | 'managed';

/** The strip at the top: whose kiosk it is, whether it works without a network, and the way into the managed screens and out. */
export class Bar {
  readonly #offline = create('span', { className: 'offline' });
  readonly #door = create('span', { className: 'door-control' });
  #place: Place = 'setup';

  constructor(readonly app: Pick<App, 'manage' | 'lock'>) {
    const mark = create('img', { src: 'icon.svg', alt: '', width: 32, height: 32 });
    byId('bar').replaceChildren(create('span', { className: 'brand' }, mark, text.name), this.#offline, this.#door);
    void keepOffline(({ isReady, update }) => {
      if (update) this.#offline.replaceChildren(button(text.common.update, update, { kind: 'quiet' }));
      else this.#offline.textContent = isReady ? text.common.offline : '';
    }).catch((error) => console.warn(error));
  }

  get place(): Place {
    return this.#place;
  }

  set place(place: Place) {
    this.#place = place;
    const { manage, lock } = text.common;
    const controls = {
      setup: [],
      pin: [],
      door: [button(manage, () => void this.app.manage(), { icon: 'settings', kind: 'quiet' })],
      managed: [button(lock, () => void this.app.lock(), { icon: 'lock', kind: 'quiet' })],
    };
    this.#door.replaceChildren(...controls[place]);
  }
}
