import type { Identification } from 'kinfold';
import { byId, create } from './dom.js';
import { type ShownPicture, thumbnail } from './thumbnail.js';

/** The gauges end here. */
const LONGEST = 2;

const share = (distance: number) => `${(Math.min(distance, LONGEST) / LONGEST) * 100}%`;

/** Shows a picture and who the engine takes it for. */
export async function showAnswer(picture: ShownPicture, answer: Identification): Promise<void> {
  const { identity, distance, threshold, candidates } = answer;
  const rank = candidates.slice(0, 4).map((candidate) => {
    const bar = create('span', { className: 'bar' });
    bar.style.setProperty('--share', share(candidate.distance));
    return create(
      'li',
      {},
      create('span', {}, candidate.identity),
      bar,
      create('span', {}, candidate.distance.toFixed(2)),
    );
  });
  byId('answer').replaceChildren(
    await thumbnail(picture),
    create(
      'div',
      {},
      create('p', { className: identity === null ? 'name unknown' : 'name' }, identity ?? 'unknown'),
      create('p', { className: 'hint' }, verdict(answer)),
    ),
    gauge(distance, threshold),
    create('ol', { className: 'candidates' }, ...rank),
  );
}

function verdict({ identity, distance, threshold, candidates }: Identification): string {
  const nearest = candidates[0]?.identity ?? 'nobody';
  const side = identity === null ? 'beyond' : 'within';
  return `Distance ${distance.toFixed(2)} to ${nearest}, ${side} the threshold of ${threshold.toFixed(2)}.`;
}

/** A scale from 0 to 2: accepted up to the threshold, with a needle at the distance. */
function gauge(distance: number, threshold: number): HTMLElement {
  const element = create(
    'div',
    { className: 'gauge' },
    create('i', { className: 'accepted' }),
    create('i', { className: 'needle' }),
  );
  element.setAttribute('role', 'img');
  element.setAttribute(
    'aria-label',
    `Distance ${distance.toFixed(2)} on a scale from 0 to ${LONGEST}, threshold ${threshold.toFixed(2)}`,
  );
  element.style.setProperty('--threshold', share(threshold));
  element.style.setProperty('--distance', share(distance));
  return element;
}
