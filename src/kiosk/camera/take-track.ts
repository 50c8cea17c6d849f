import { KinfoldError } from '../../errors.js';
import { adviceFor } from './refusal.js';

/**
 * Asks for a camera's track, which has not ended: one that has would never tell so, nor give a frame.
 * @throws KinfoldError `camera-unavailable`; `argument-invalid` for constraints that are none.
 */
export async function takeTrack(constraints: MediaTrackConstraints): Promise<MediaStreamTrack> {
  const devices = globalThis.navigator?.mediaDevices;
  if (!devices) throw unavailable('there is no getUserMedia here; open the page over https or from localhost');
  const track = await ask(devices, constraints);
  if (track.readyState === 'ended') throw unavailable('it was gone as soon as it was taken; check its plug and cable');
  return track;
}

async function ask(devices: MediaDevices, constraints: MediaTrackConstraints): Promise<MediaStreamTrack> {
  try {
    const [track] = (await devices.getUserMedia({ video: constraints })).getVideoTracks();
    return track!;
  } catch (cause) {
    if (cause instanceof TypeError) {
      const what = `the constraints are refused: ${cause.message}; correct them`;
      throw new KinfoldError('argument-invalid', `openCamera: ${what}`, { cause });
    }
    throw unavailable(adviceFor(cause), cause);
  }
}

export function unavailable(reason: string, cause?: unknown): KinfoldError {
  const options = cause === undefined ? undefined : { cause };
  return new KinfoldError('camera-unavailable', `openCamera: no camera can be used: ${reason}`, options);
}
