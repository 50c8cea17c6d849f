import { KinfoldError } from '../errors.js';
import type { Kiosk } from './kiosk.js';
import type { KioskOptions } from './options.js';

/**
 * Opens a kiosk: the engine and the face pipeline in a worker each, the store, and everybody who is kept in it.
 * @throws KinfoldError what `connect`, `connectVision` and `openStore` throw.
 */
export async function openKiosk(_options: KioskOptions): Promise<Kiosk> {
  throw new KinfoldError('dependency-missing', 'openKiosk: is not there yet');
}
