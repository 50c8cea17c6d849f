import type { Kiosk } from '../kiosk/kiosk.js';
import { useHeld } from './use-held.js';

/** A kiosk that is being opened, is open, or could not be. */
export type KioskHandle = {
  /** Opens it again: after a failure, or after a device or a worker died. Attempts and enrolments that are under way are cancelled. */
  readonly restart: () => void;
} & (
  | { readonly status: 'opening'; readonly kiosk: null; readonly error: null }
  | { readonly status: 'ready'; readonly kiosk: Kiosk; readonly error: null }
  | { readonly status: 'failed'; readonly kiosk: null; readonly error: Error }
);

/** A store is open once: the next kiosk waits until the last one of this page has let go of it. */
const closings = new Set<Promise<unknown>>();

/**
 * Opens a kiosk when the component is mounted and closes it when it is unmounted. Call it once, high up, and pass the kiosk on.
 * @param open opens it, as `() => openKiosk({ … })`. It is called on mounting and by `restart`; that it is another function with every
 * render does not matter. For another kiosk give the component another `key`.
 * @returns `error` is what `open` threw, for `openKiosk` a `KinfoldError`.
 */
export function useKiosk(open: () => Promise<Kiosk>): KioskHandle {
  const { thing: kiosk, ...handle } = useHeld(open, closings);
  return { ...handle, kiosk } as KioskHandle;
}
