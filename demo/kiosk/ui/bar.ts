import { byId } from '../../page/dom.js';
import type { App } from '../app.js';
import { text } from '../text.js';
import { button, create } from './elements.js';

/** Before there is a PIN, in front of it, where it is asked for, or behind it. */
export type Place = 'setup' | 'door' | 'pin' | 'managed';

/** What the strip at the top offers: the way into the managed screens, and out. */
export class Bar {
  readonly #door = create('span', { className: 'door-control' });
  #place: Place = 'setup';

  constructor(readonly app: Pick<App, 'manage' | 'lock'>) {
    byId('bar').append(this.#door);
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
