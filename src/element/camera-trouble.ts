import { cameraRefusal } from '../kiosk/camera/refusal.js';
import type { ElementText } from './text.js';

/** What went wrong, for whoever stands there; programs get the error itself. */
export function troubleOf(error: Error, text: ElementText): string {
  const refusal = cameraRefusal(error);
  return refusal ? text.camera[refusal] : text.failed;
}
