import type { KioskInfo } from 'kinfold/face';
import { counted, fill, percent, text } from '../text.js';
import { create } from '../ui/elements.js';
import { type IconName, icon } from '../ui/icons.js';
import { type ShowScreen, screen } from '../ui/screen.js';
import { calibrate } from './calibrate.js';
import { consent } from './consent.js';
import { correct } from './correct.js';
import { data } from './data.js';
import { people } from './people.js';
import { personalise } from './personalise.js';
import { settings } from './settings.js';

/** Everything that whoever runs the kiosk can do. */
export const manage: ShowScreen = async (app) => {
  const [all, info] = await Promise.all([app.kiosk.people(), app.kiosk.info()]);
  const tile = (name: IconName, title: string, hint: string, next: ShowScreen, needsCare = false) => {
    const words = create(
      'span',
      {},
      create('strong', {}, title),
      create('small', { className: needsCare ? 'care' : '' }, hint),
    );
    const element = create('button', { type: 'button', className: 'tile' }, icon(name), words);
    element.addEventListener('click', () => void app.managed(next));
    return create('li', {}, element);
  };
  const t = text.manage;
  const calibration = calibrationOf(info);
  return screen(
    t.title,
    () => void app.lock(),
    create(
      'ul',
      { className: 'tiles' },
      tile('add', t.enrol, t.enrolHint, consent()),
      tile('people', t.people, all.length === 0 ? t.nobody : counted('people', all.length), people),
      tile('balance', t.calibrate, calibration.hint, calibrate, calibration.needsCare),
      tile('learn', t.personalise, t.personaliseHint, personalise),
      tile('correct', t.correct, t.correctHint, correct),
      tile('settings', t.settings, t.settingsHint, settings),
      tile('data', t.data, t.dataHint, data),
    ),
  );
};

function calibrationOf({ engine: { calibration } }: KioskInfo): { hint: string; needsCare: boolean } {
  const { calibrated, stale, uncalibrated } = text.manage;
  if (!calibration) return { hint: uncalibrated, needsCare: true };
  if (!calibration.isCurrent) return { hint: stale, needsCare: true };
  return { hint: fill(calibrated, { far: percent(calibration.far) }), needsCare: false };
}
