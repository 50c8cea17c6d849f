import { type Consent, type EnrolmentState, guide } from 'kinfold/face';
import { isCurable } from '../problem.js';
import { fill, text } from '../text.js';
import { CameraView } from '../ui/camera-view.js';
import { button, create, row } from '../ui/elements.js';
import { type ShowScreen, screen } from '../ui/screen.js';
import { review } from './review.js';

/** Takes pictures of a person, with a word for every frame that is not good enough. */
export function enrol(name: string, consent: Consent): ShowScreen {
  return (app, signal) => {
    const t = text.enrol;
    const view = new CameraView(signal);
    const taken = create('p', { className: 'hint', role: 'status' });
    const again = button(text.common.tryAgain, () => void app.managed(enrol(name, consent)), { kind: 'primary' });
    again.hidden = true;
    const element = screen(fill(t.title, { name }), () => void app.overview(), view.element, taken, row(again));

    const show = (state: EnrolmentState) => {
      if (state.state !== 'collecting') return;
      view.tone = 'looking';
      view.progress = state.progress;
      view.say(guide(state.guidance, text));
      const count = fill(t.taken, { taken: state.taken, wanted: state.wanted });
      if (taken.textContent !== count) taken.textContent = count;
    };

    const run = async () => {
      const camera = await view.open();
      if (!camera) return;
      const session = app.kiosk.enrol(name, consent);
      const forget = () => session.cancel();
      signal.addEventListener('abort', forget);
      const last = await app.kiosk.watch(camera, session, show, { signal });
      if (last?.state === 'complete') {
        // The pictures go along to the next screen.
        signal.removeEventListener('abort', forget);
        return app.managed(review(session, last, enrol(name, consent)));
      }
      view.tone = 'bad';
      view.say(last?.state === 'refused' ? text.liveness[last.reason] : t.refused);
      again.hidden = false;
    };
    run().catch(async (error) => {
      await app.fail(error);
      if (isCurable(error) && !signal.aborted) again.hidden = false;
    });
    return element;
  };
}
