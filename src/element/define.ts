import type { Decision } from '../access/decision.js';
import type { EnrolState } from '../kiosk/enrol-run.js';
import type { EnrolmentReport } from '../kiosk/enrolment.js';
import type { UnlockState } from '../kiosk/unlock-run.js';
import { KinfoldEnrol } from './enrol-element.js';
import { KinfoldUnlock } from './unlock-element.js';

declare global {
  interface HTMLElementTagNameMap {
    'kinfold-unlock': KinfoldUnlock;
    'kinfold-enrol': KinfoldEnrol;
  }
  interface GlobalEventHandlersEventMap {
    'kinfold-decision': CustomEvent<Decision>;
    'kinfold-enrolled': CustomEvent<EnrolmentReport>;
    'kinfold-state': CustomEvent<UnlockState | EnrolState>;
    'kinfold-error': CustomEvent<Error>;
  }
}

/**
 * Makes `<kinfold-unlock>` and `<kinfold-enrol>` known to the page; calling it again does nothing. It is a call and not what the import
 * does, so that the import is free of side effects: it works on a server, and other names can be given with `customElements.define` to
 * classes that extend these.
 */
export function defineKinfoldElements(): void {
  const elements = { 'kinfold-unlock': KinfoldUnlock, 'kinfold-enrol': KinfoldEnrol };
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
