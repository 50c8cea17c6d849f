import { KinfoldError } from '../../errors.js';

/** Why there is no camera, by the name of the browser's error (W3C Media Capture and Streams), and what to do. */
const REASONS: Readonly<Record<string, string>> = {
  NotAllowedError: 'the user, the browser or a Permissions-Policy refuses it; allow the camera for this site',
  NotFoundError: 'there is none; plug one in',
  NotReadableError: 'another program holds it, or it is broken; close the other program',
  AbortError: 'another program holds it, or it is broken; close the other program',
  OverconstrainedError: 'none is as the constraints demand; relax them',
};

/**
 * Asks for a camera's track.
 * @throws KinfoldError `camera-unavailable`; `argument-invalid` for constraints that are none.
 */
export async function takeTrack(constraints: MediaTrackConstraints): Promise<MediaStreamTrack> {
  const devices = globalThis.navigator?.mediaDevices;
  if (!devices) throw unavailable('there is no getUserMedia here; open the page over https or from localhost');
  try {
    const [track] = (await devices.getUserMedia({ video: constraints })).getVideoTracks();
    return track!;
  } catch (cause) {
    const { name, message } = cause as Error;
    if (cause instanceof TypeError) {
      throw new KinfoldError('argument-invalid', `openCamera: the constraints are refused: ${message}; correct them`, {
        cause,
      });
    }
    throw unavailable(REASONS[name] ?? `${name}: ${message}; try again`, cause);
  }
}

export function unavailable(reason: string, cause?: unknown): KinfoldError {
  const options = cause === undefined ? undefined : { cause };
  return new KinfoldError('camera-unavailable', `openCamera: no camera can be used: ${reason}`, options);
}

/** Whether it was the user, or whoever decides for the user, who refused: asking again would only annoy. */
export const isRefusal = ({ cause }: KinfoldError): boolean => (cause as Error | undefined)?.name === 'NotAllowedError';
