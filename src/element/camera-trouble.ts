import { KinfoldError } from '../errors.js';
import type { ElementText } from './text.js';

/** Why the browser gave no camera, by the name of its error. */
const REFUSALS: Readonly<Record<string, keyof ElementText['camera']>> = {
  NotAllowedError: 'refused',
  NotReadableError: 'taken',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
};

/** What went wrong, for whoever stands there; programs get the error itself. */
export function troubleOf(error: Error, text: ElementText): string {
  if (!(error instanceof KinfoldError && error.code === 'camera-unavailable')) return text.failed;
  const { cause } = error;
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  return text.camera[REFUSALS[name] ?? 'unavailable'];
}
