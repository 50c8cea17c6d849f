import { duration, fill, text } from '../text.js';
import { keypad } from '../ui/keypad.js';
import { type ShowScreen, screen } from '../ui/screen.js';

const SHORTEST = 4;

type Then = () => Promise<void>;

/** Asks for the PIN, as often as the kiosk allows it. */
export function enterPin(onRight: Then): ShowScreen {
  return (app) => {
    const { enter, enterHint, label, wrong, wait } = text.pin;
    const pad = keypad(label, enterHint, (pin) =>
      app.perform(element, async () => {
        const answer = await app.kiosk.checkPin(pin);
        if (answer.isRight) await onRight();
        else pad.refuse(answer.retryAfter > 0 ? fill(wait, { time: duration(answer.retryAfter) }) : wrong);
      }),
    );
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
    const pad = keypad(label, repeatHint, (pin) =>
      app.perform(element, async () => {
        if (pin !== chosen) {
          await app.go(choosePin(onChosen, onBack));
          return app.problem(differs);
        }
        await app.kiosk.setPin(pin);
        await onChosen();
      }),
    );
    const element = screen(repeat, () => void app.go(choosePin(onChosen, onBack)), pad.element);
    return element;
  };
}
