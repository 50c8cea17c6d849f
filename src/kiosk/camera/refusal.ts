import { KinfoldError } from '../../errors.js';

/** Why there is no camera: it is not allowed, there is none that would do, something else holds it, or another reason. */
export type CameraRefusal = 'refused' | 'missing' | 'taken' | 'unavailable';

/** By the name of the browser's error (W3C Media Capture and Streams), and what to do. */
const REASONS: Readonly<Record<string, readonly [CameraRefusal, advice: string]>> = {
  NotAllowedError: [
    'refused',
    'the user, the browser or a Permissions-Policy refuses it; allow the camera for this site',
  ],
  NotFoundError: ['missing', 'there is none; plug one in'],
  OverconstrainedError: ['missing', 'none is as the constraints demand; relax them'],
  NotReadableError: ['taken', 'another program holds it, or it is broken; close the other program'],
  AbortError: ['taken', 'another program holds it, or it is broken; close the other program'],
};

/**
 * Why `openCamera` gave no camera, or why one was lost, for a page that says it in words of its own.
 * @returns null for an error that is not `camera-unavailable`.
 */
export function cameraRefusal(error: unknown): CameraRefusal | null {
  if (!(error instanceof KinfoldError && error.code === 'camera-unavailable')) return null;
  return REASONS[nameOf(error.cause)]?.[0] ?? 'unavailable';
}

/** What to do about an error of `getUserMedia`. */
export function adviceFor(cause: unknown): string {
  const { message } = cause as Error;
  return REASONS[nameOf(cause)]?.[1] ?? `${nameOf(cause)}: ${message}; try again`;
}

/** A DOMException is not an Error everywhere. */
const nameOf = (cause: unknown): string => (cause as Error | undefined)?.name ?? '';
