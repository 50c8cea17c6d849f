import { text } from '../text.js';
import { button, create, paragraph, row } from '../ui/elements.js';
import { type ShowScreen, screen } from '../ui/screen.js';
import { consent } from './consent.js';
import { data } from './data.js';
import { choosePin } from './pin.js';

/** The first start: what this is, and the PIN that everything else stands behind. */
export const welcome: ShowScreen = (app) => {
  const { title, lead, points, begin, restore } = text.welcome;
  const setUp = (next: ShowScreen) =>
    void app.go(
      choosePin(
        () => app.managed(next),
        () => app.go(welcome),
      ),
    );
  const element = screen(
    title,
    null,
    paragraph(lead, 'lead'),
    create('ul', { className: 'points' }, ...points.map((point) => create('li', {}, point))),
    row(
      button(begin, () => setUp(consent()), { kind: 'primary' }),
      button(restore, () => setUp(data), { kind: 'quiet' }),
    ),
  );
  element.classList.add('welcome');
  return element;
};
