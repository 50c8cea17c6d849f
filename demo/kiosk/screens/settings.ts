import type { Liveness } from '../settings.js';
import { text } from '../text.js';
import { button, choices, create, paragraph, row } from '../ui/elements.js';
import { type ShowScreen, screen } from '../ui/screen.js';
import { choosePin } from './pin.js';

const t = text.settings;

/** How a living face is told, the PIN, and what the kiosk runs on. */
export const settings: ShowScreen = async (app) => {
  const { engine, vision, isPersistent } = await app.kiosk.info();
  const kinds = (Object.keys(t.choices) as Liveness[]).map((value) => ({
    value,
    label: t.choices[value],
    hint: t.hints[value],
  }));
  const keep = (value: Liveness) =>
    app.perform(
      element,
      () => app.keep({ ...app.settings, liveness: value }),
      async () => app.notice(t.saved),
    );
  // Who goes through them with the arrow keys chooses faster than they are kept.
  let kept: Promise<unknown> = Promise.resolve();
  let chosen = 0;
  const liveness = choices(t.liveness, kinds, app.settings.liveness, (value) => {
    const choice = ++chosen;
    kept = kept.then(async () => {
      await keep(value);
      // What is in force is what is shown.
      if (choice === chosen) liveness.value = app.settings.liveness;
    });
  });
  const back = () => app.managed(settings);
  const changePin = () => app.managed(choosePin(() => app.managed(settings, t.pinChanged), back));
  const facts: [string, string][] = [
    [t.encoder, `${engine.backend === 'webgpu' ? 'WebGPU' : t.processor} · ${engine.adapter}`],
    [t.models, [vision.detector, vision.landmarks, ...vision.liveness, engine.backbone].filter(Boolean).join(' · ')],
    [t.storage, isPersistent ? t.persistent : t.evictable],
  ];
  const element = screen(
    t.title,
    () => void app.overview(),
    liveness.element,
    paragraph(t.promise, 'hint'),
    create('h2', {}, t.pin),
    row(button(t.changePin, () => void changePin())),
    create('h2', {}, t.machine),
    create(
      'dl',
      { className: 'figures' },
      ...facts.map(([title, value]) => create('div', {}, create('dt', {}, title), create('dd', {}, value))),
    ),
  );
  return element;
};
