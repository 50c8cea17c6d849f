import type { KinfoldError } from '../errors.js';
import { DeviceCamera } from './camera/device-camera.js';

/**
 * What a camera does. `live`: frames come. `muted`: the system gives it to somebody else, or a shutter is closed. `hidden`: the tab cannot
 * be seen, and frames are thrown away. `lost`: it was unplugged or the permission was withdrawn; it is taken again as soon as it can be.
 */
export type CameraState = 'live' | 'muted' | 'hidden' | 'lost' | 'closed';

/** A frame and when it was captured, in ms of `performance.now()`. Whoever gets it closes it, or hands it to `Vision.observe`, which does. */
export interface CameraFrame {
  readonly frame: VideoFrame;
  readonly time: number;
}

export interface CameraOptions {
  /** Which camera, and how large its pictures should be. Default: one that faces the user, 640×480, 30 frames a second, all as ideals. */
  readonly constraints?: MediaTrackConstraints;
}

/** A camera. Frames never pile up: one is kept until it is asked for, and a later one takes its place. */
export interface Camera {
  readonly state: CameraState;
  /** Why it is lost: `camera-unavailable` with the browser's error as cause. Null otherwise. */
  readonly problem: KinfoldError | null;
  /** The same for life, whichever device is behind it: to be shown in a `<video>`. */
  readonly stream: MediaStream;
  /** Calls `listener` after every change of `state`, until the function that it returns is called. */
  onState(listener: (state: CameraState) => void): () => void;
  /**
   * The frames, each as it looks when it is asked for; waits while there are none, and ends when the camera is closed. One reader at a
   * time. Frames that were not asked for are closed.
   * @throws KinfoldError `busy` while somebody else reads.
   */
  frames(): AsyncGenerator<CameraFrame, void, void>;
  /** Lets go of the device. */
  close(): void;
}

/**
 * Opens a camera with `getUserMedia`, which asks the user.
 * @throws KinfoldError `camera-unavailable` if the user or a policy refuses it, if there is none, if something else holds it, or if the
 * page is not served over https or from localhost; `cause` is the browser's error.
 */
export async function openCamera({ constraints = DEFAULT_CONSTRAINTS }: CameraOptions = {}): Promise<Camera> {
  return DeviceCamera.open(constraints);
}

const DEFAULT_CONSTRAINTS: MediaTrackConstraints = {
  facingMode: 'user',
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 30 },
};
