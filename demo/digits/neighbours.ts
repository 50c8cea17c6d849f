import { byId, create } from '../page/dom.js';
import type { Digits } from './data.js';
import { drawDigit } from './picture.js';

/** Pairs that are shown of each kind. */
const MOST = 24;

/** Section 3: unseen digits beside their nearest others, those that are taken for another digit apart from the rest. */
export function showNeighbours(unseen: Digits, nearest: Uint32Array): void {
  const { labels } = unseen;
  const all = [...nearest.keys()];
  const isRight = (index: number) => labels[index] === labels[nearest[index]!];
  const wrong = all.filter((index) => !isRight(index));
  const pair = (index: number) =>
    create(
      'li',
      {},
      drawDigit(unseen, index),
      drawDigit(unseen, nearest[index]!),
      create('span', {}, `${labels[index]} beside ${labels[nearest[index]!]}`),
    );
  byId('wrong').replaceChildren(...wrong.slice(0, MOST).map(pair));
  byId('right').replaceChildren(...all.filter(isRight).slice(0, MOST).map(pair));
  const shown = wrong.length > MOST ? `; the first ${MOST} of them are shown` : '';
  byId('neighbours-count').textContent =
    `Of ${all.length} unseen digits ${wrong.length} lie nearest to a different digit${shown}.`;
}
