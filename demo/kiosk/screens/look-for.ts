import { guide, type PictureState, type Pixels } from 'kinfold/face';
import { text } from '../text.js';
import { CameraView } from '../ui/camera-view.js';
import { type ShowScreen, screen } from '../ui/screen.js';

/** Waits for one good picture of whoever stands there. */
export function lookFor(onPicture: (picture: Pixels) => Promise<void>): ShowScreen {
  return (app, signal) => {
    const view = new CameraView(signal);
    const element = screen(text.correct.pictureTitle, () => void app.overview(), view.element);
    const show = (state: PictureState) => {
      view.tone = 'looking';
      if (state.state === 'collecting') view.say(guide(state.guidance, text));
    };
    const run = async () => {
      const camera = await view.open();
      if (!camera) return;
      const last = await app.kiosk.watch(camera, app.kiosk.picture(), show, { signal });
      if (last?.state === 'complete') await onPicture(last.picture);
    };
    run().catch((error) => app.fail(error));
    return element;
  };
}
