import type { EnrolmentGuidance, Observation, Session } from 'kinfold/face';

/** Frames in a row that have to show somebody before an attempt begins: attempts are counted. */
const FRAMES = 2;

/** Milliseconds without a face after which whoever was there has left. */
const LEFT = 800;

export type PresenceState =
  | { readonly state: 'looking'; readonly guidance: EnrolmentGuidance | null; readonly hasLeft: boolean }
  | { readonly state: 'present' };

/**
 * Waits until somebody stands at the door, near enough and alone.
 * @param mustLeave whether whoever stands there already has to leave first.
 */
export function presence(mustLeave: boolean): Session<PresenceState> {
  let isWaiting = mustLeave;
  let gone: number | undefined;
  let frames = 0;
  return {
    async observe({ faces, time }: Observation): Promise<PresenceState> {
      const [face, second] = faces;
      gone = face ? undefined : (gone ?? time);
      if (gone !== undefined && time - gone >= LEFT) isWaiting = false;
      const fault = face?.quality.faults.find((each) => each === 'too-far' || each === 'cut-off');
      frames = face && !second && !fault && !isWaiting ? frames + 1 : 0;
      if (frames >= FRAMES) return { state: 'present' };
      const guidance = second
        ? ({ kind: 'several-faces' } as const)
        : fault && !isWaiting
          ? ({ kind: 'quality', fault } as const)
          : null;
      return { state: 'looking', guidance, hasLeft: !isWaiting };
    },
  };
}
