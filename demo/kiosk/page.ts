import { KinfoldError } from 'kinfold';
import { byId } from '../page/dom.js';
import { App } from './app.js';
import { open } from './machine.js';
import { broken } from './screens/broken.js';
import { loading } from './screens/loading.js';
import { welcome } from './screens/welcome.js';
import { showStrip } from './ui/strip.js';

const show = (element: HTMLElement) => byId('screen').replaceChildren(element);

// Before anything can fail: a version that cannot start is mended by a later one.
showStrip();
show(loading());
try {
  const app = await App.start(await open());
  await ((await app.kiosk.info()).hasPin ? app.lock() : app.go(welcome));
} catch (error) {
  console.warn(error);
  show(broken(error));
  if (!(error instanceof KinfoldError)) throw error;
}
