import { useCallback } from 'react';
import type { Decision } from '../access/decision.js';
import type { AttemptOptions } from '../access/types.js';
import type { Camera } from '../kiosk/camera.js';
import type { Kiosk } from '../kiosk/kiosk.js';
import { UnlockRun, type UnlockState } from '../kiosk/unlock-run.js';
import { useLatest } from './use-held.js';
import { useRun } from './use-run.js';

export interface UnlockOptions extends AttemptOptions {
  /** Hears of every decision once, when it is made: the place to let somebody in. An attempt that is cancelled has none. */
  readonly onDecision?: (decision: Decision) => void;
}

export type UnlockHandle = UnlockState & {
  /** Begins an attempt; one that is under way is cancelled. Without a kiosk or a camera it fails. */
  readonly start: () => void;
  /** Gives up what is under way and forgets the last decision. */
  readonly cancel: () => void;
};

/**
 * Attempts of whoever stands before the camera to be let in. Errors are a state (`failed`), and so is a decision; one that authenticates
 * somebody is forgotten after 5 s, at the next `start`, and with another kiosk or camera. An attempt that is under way ends with the
 * component, and as `aborted` when the camera stops to show anything.
 * @param kiosk of `useKiosk`, null while there is none; `camera` of `useCamera` likewise.
 * @param options are read by `start`, `onDecision` when a decision is made.
 */
export function useUnlock(kiosk: Kiosk | null, camera: Camera | null, options: UnlockOptions = {}): UnlockHandle {
  const latest = useLatest(options);
  const [run, state] = useRun(
    () => new UnlockRun((decision) => latest.current.onDecision?.(decision)),
    [kiosk, camera],
  );
  const start = useCallback(() => {
    const { onDecision, ...attempt } = latest.current;
    void run.start(kiosk, camera, attempt);
  }, [run, kiosk, camera, latest]);
  const cancel = useCallback(() => run.cancel(), [run]);
  return { ...state, start, cancel };
}
