// `kinfold/element`: the kiosk as custom elements.
export type { EnrolState, KeepingState } from '../kiosk/enrol-run.js';
export type { RunState } from '../kiosk/run.js';
export type { GuidanceText } from '../kiosk/text.js';
export type { UnlockState } from '../kiosk/unlock-run.js';
export { defineKinfoldElements } from './define.js';
export { KinfoldEnrol } from './enrol-element.js';
export type { KioskElement } from './kiosk-element.js';
export { type ElementText, englishText } from './text.js';
export { KinfoldUnlock } from './unlock-element.js';
