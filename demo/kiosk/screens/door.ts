import { text } from '../text.js';
import { CameraView } from '../ui/camera-view.js';
import { create, paragraph } from '../ui/elements.js';
import { type IconName, icon } from '../ui/icons.js';
import type { ShowScreen } from '../ui/screen.js';
import { keepAwake } from '../wake-lock.js';
import { Doorkeeper } from './doorkeeper.js';
import { Outcome } from './outcome.js';

const t = text.door;

/** What whoever comes to the door sees. */
export const door: ShowScreen = async (app, signal) => {
  keepAwake(signal);
  const [people, { engine }] = await Promise.all([app.kiosk.people(), app.kiosk.info()]);
  const heading = create('h1', { className: 'unseen', tabIndex: -1 }, t.title);
  const element = create('section', { className: 'screen door', ariaLabel: t.title }, heading);
  if (people.length === 0) {
    element.append(note('person', t.nobody, t.nobodyHint));
  } else if (!engine.calibration?.isCurrent) {
    element.append(note('balance', t.uncalibrated, t.uncalibratedHint));
  } else {
    const view = new CameraView(signal);
    const outcome = new Outcome();
    view.cover(outcome.element);
    element.append(view.element);
    void new Doorkeeper(app, view, outcome, signal).run();
  }
  return element;
};

function note(name: IconName, title: string, hint: string): HTMLElement {
  return create('div', { className: 'note' }, icon(name), create('strong', {}, title), paragraph(hint));
}
