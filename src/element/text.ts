import type { CameraRefusal } from '../kiosk/camera/refusal.js';
import type { CameraState } from '../kiosk/camera.js';
import { englishGuidance, type GuidanceText } from '../kiosk/text.js';

/** Everything that the elements say. `{name}`, `{taken}` and `{wanted}` are filled in. */
export interface ElementText extends GuidanceText {
  /** What a screen reader calls the picture. */
  readonly video: string;
  readonly buttons: Readonly<Record<'unlock' | 'enrol' | 'cancel' | 'again' | 'keep' | 'addTo', string>>;
  readonly starting: string;
  readonly welcome: string;
  readonly refused: string;
  readonly taken: string;
  readonly complete: string;
  readonly resembles: string;
  readonly keeping: string;
  readonly enrolled: string;
  readonly failed: string;
  /** What the camera does instead of showing something; why there is none. */
  readonly camera: Readonly<Record<Exclude<CameraState, 'live' | 'closed'> | CameraRefusal, string>>;
}

export const englishText: ElementText = {
  ...englishGuidance,
  video: 'What the camera sees, mirrored',
  buttons: {
    unlock: 'Unlock',
    enrol: 'Take pictures',
    cancel: 'Cancel',
    again: 'Try again',
    keep: 'Keep as {name}',
    addTo: 'Add to {name}',
  },
  starting: 'The camera is starting',
  welcome: 'Welcome, {name}',
  refused: 'Not unlocked.',
  taken: '{taken} of {wanted}.',
  complete: 'All pictures are taken.',
  resembles: 'This looks like {name}, who is enrolled already.',
  keeping: 'One moment',
  enrolled: '{name} is enrolled.',
  failed: 'That did not work.',
  camera: {
    lost: 'The camera is gone. It is taken again as soon as it is back.',
    muted: 'The camera shows nothing: its shutter is closed, or another program has it.',
    hidden: 'Paused while this page is hidden.',
    unavailable: 'There is no camera to use.',
    refused: 'The camera is not allowed. Allow it for this page, then try again.',
    missing: 'No camera was found. Plug one in, then try again.',
    taken: 'The camera is in use. Close the program that uses it, then try again.',
  },
};

/** A text with its places filled in. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (place, key: string) => String(values[key] ?? place));
}
