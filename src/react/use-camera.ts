import { type RefCallback, useCallback, useSyncExternalStore } from 'react';
import { type Camera, type CameraOptions, type CameraState, openCamera } from '../kiosk/camera.js';
import { useHeld } from './use-held.js';

/** A camera that is being opened, is open, or could not be. */
export interface CameraHandle {
  /** `opening`: the user may be asked. `failed`: there is none, or it was refused. Else what the camera does. */
  readonly status: 'opening' | 'failed' | CameraState;
  /** Null while it is opening and when it failed. */
  readonly camera: Camera | null;
  /** Why it failed or was lost: `camera-unavailable` with the browser's error as cause. */
  readonly error: Error | null;
  /** For `<video ref={…} muted playsInline />`, which shows what the camera sees. */
  readonly ref: RefCallback<HTMLVideoElement>;
  /** Asks for it again. */
  readonly restart: () => void;
}

/**
 * Opens a camera when the component is mounted, which asks the user, and lets go of it when it is unmounted. So mount the component only
 * while the camera should see something.
 * @param options are read when it opens.
 */
export function useCamera(options?: CameraOptions): CameraHandle {
  const { status, thing: camera, error, restart } = useHeld(() => openCamera(options));
  const subscribe = useCallback((listener: () => void) => camera?.onState(listener) ?? (() => {}), [camera]);
  const state = () => camera?.state ?? null;
  const cameraState = useSyncExternalStore(subscribe, state, state);
  const ref = useCallback(
    (video: HTMLVideoElement | null) => {
      if (!video || !camera) return;
      video.srcObject = camera.stream;
      // A tab that is hidden may not play; it does once it is seen.
      video.play().catch(() => {});
      return () => {
        video.srcObject = null;
      };
    },
    [camera],
  );
  return {
    status: cameraState ?? (status === 'failed' ? 'failed' : 'opening'),
    camera,
    error: camera ? camera.problem : error,
    ref,
    restart,
  };
}
