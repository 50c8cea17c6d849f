import { useCallback } from 'react';
import type { Camera } from '../kiosk/camera.js';
import { EnrolRun, type EnrolState } from '../kiosk/enrol-run.js';
import type { EnrolOptions, Kiosk } from '../kiosk/kiosk.js';
import type { Consent } from '../store/consent.js';
import { useRun } from './use-run.js';

export type EnrolHandle = EnrolState & {
  /** Begins to collect pictures of a person who has agreed to that; what was collected before is forgotten. Without a kiosk or a camera it fails. */
  readonly start: (identity: string, consent: Consent, options?: EnrolOptions) => void;
  /**
   * Keeps what was collected, once the state is `complete`: then it is `keeping`, and `enrolled` or `failed`, after which it can be tried
   * again. Earlier it gives the enrolment up.
   * @param identity another name, where the pictures turned out to be somebody's who is enrolled.
   */
  readonly finish: (identity?: string) => void;
  /** Forgets what was collected. What is being kept already is kept. */
  readonly cancel: () => void;
};

/**
 * Enrols whoever stands before the camera. Errors are a state (`failed`). It ends with the component and with another kiosk or camera, and
 * nothing is kept then.
 * @param kiosk of `useKiosk`, null while there is none; `camera` of `useCamera` likewise.
 */
export function useEnrol(kiosk: Kiosk | null, camera: Camera | null): EnrolHandle {
  const [run, state] = useRun(() => new EnrolRun(), [kiosk, camera]);
  const start = useCallback<EnrolHandle['start']>(
    (...who) => void run.start(kiosk, camera, ...who),
    [run, kiosk, camera],
  );
  const finish = useCallback<EnrolHandle['finish']>((identity) => void run.finish(identity), [run]);
  const cancel = useCallback(() => run.cancel(), [run]);
  return { ...state, start, finish, cancel };
}
