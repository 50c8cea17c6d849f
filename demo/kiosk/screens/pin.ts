import { duration, fill, text } from '../text.js';
import { keypad } from '../ui/keypad.js';
import { type ShowScreen, screen } from '../ui/screen.js';

const SHORTEST = 4;

type Then = () => Promise<void>;

/** Asks for the PIN, as often as the kiosk allows it. */
export function enterPin(onRight: Then): ShowScreen {
  return (app) => {
    const { enter, enterHint, label, wrong, wait } = text.pin;
    const check = (pin: string) =>
      app.perform(
        element,
        () => app.kiosk.checkPin(pin),
        async ({ isRight, retryAfter }) => {
          if (isRight) await onRight();
          else pad.refuse(retryAfter > 0 ? fill(wait, { time: duration(retryAfter) }) : wrong);
        },
      );
    const pad = keypad(label, enterHint, check);
    const element = screen(enter, () => void app.lock(), pad.element);
    return element;
  };
}

/** Has a PIN chosen, twice the same. */
export function choosePin(onChosen: Then, onBack: Then): ShowScreen {
  return (app) => {
    const { choose, chooseHint, label, short } = text.pin;
    const pad = keypad(label, chooseHint, (pin) => {
      if (pin.length < SHORTEST) pad.refuse(short);
      else void app.go(repeatPin(pin, onChosen, onBack));
    });
    return screen(choose, () => void onBack(), pad.element);
  };
}

function repeatPin(chosen: string, onChosen: Then, onBack: Then): ShowScreen {
  return (app) => {
    const { repeat, repeatHint, label, differs } = text.pin;
    const again = () => app.go(choosePin(onChosen, onBack));
    const pad = keypad(label, repeatHint, async (pin) => {
      if (pin === chosen) return app.perform(element, () => app.kiosk.setPin(pin), onChosen);
      await again();
      return app.problem(differs);
    });
    const element = screen(repeat, () => void again(), pad.element);
    return element;
  };
}
