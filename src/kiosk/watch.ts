import type { CallOptions } from '../engine/types.js';
import { throwIfAborted } from '../errors.js';
import type { Observation } from '../face/observation.js';
import type { Vision } from '../vision/vision.js';
import type { Camera, CameraFrame } from './camera.js';
import type { Session } from './session.js';

/** Whether a session wants more frames; every other state ends it. */
export const isUnderWay = ({ state }: { readonly state: string }): boolean => ['looking', 'collecting'].includes(state);

/**
 * Hands the frames of a camera through the face pipeline to a session. The pipeline looks at the next frame while the session thinks about
 * the last one; the camera keeps one frame and drops older ones, so nothing piles up however slow they are.
 */
export async function watch<State extends { readonly state: string }>(
  vision: Pick<Vision, 'observe'>,
  camera: Pick<Camera, 'frames'>,
  session: Session<State>,
  onState: (state: State, observation: Observation) => void,
  { signal }: CallOptions = {},
): Promise<State | undefined> {
  throwIfAborted(signal, 'watch');
  let last: State | undefined;
  let isOver = false;
  let end = () => {};
  const frames = camera.frames();
  // A camera that is lost gives no frame at which an end would be noticed.
  const ended = new Promise<void>((resolve) => {
    end = () => {
      isOver = true;
      // Whoever has ended this may watch anew at once, while the pipeline still looks at the last frame.
      void frames.return();
      resolve();
    };
  });
  signal?.addEventListener('abort', end, { once: true });

  const think = async (observation: Observation) => {
    const state = await session.observe(observation);
    if (isOver) return;
    last = state;
    onState(state, observation);
    if (!isUnderWay(state)) end();
  };

  let thinking: Promise<void> = Promise.resolve();
  try {
    while (!isOver) {
      const next = frames.next();
      const result = await Promise.race([next, ended]);
      if (!result) closeUnread(next);
      if (!result || result.done) break;
      const { frame, time } = result.value;
      const observation = await vision.observe(frame, time).catch((error) => {
        // Whoever was decided on before stays so; whoever is thought about is not let in.
        if (isOver) return null;
        throw error;
      });
      await thinking;
      if (!observation || isOver) continue;
      thinking = think(observation);
      thinking.catch(end);
    }
    await thinking;
    throwIfAborted(signal, 'watch');
    return last;
  } finally {
    end();
    signal?.removeEventListener('abort', end);
  }
}

/** A frame that comes after nobody waits for it any more. */
function closeUnread(next: Promise<IteratorResult<CameraFrame, void>>): void {
  next.then(
    ({ value }) => value?.frame.close(),
    () => {},
  );
}
