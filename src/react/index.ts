// `kinfold/react`: the kiosk as hooks.
export type { EnrolState, KeepingState } from '../kiosk/enrol-run.js';
export type { RunState } from '../kiosk/run.js';
export { englishGuidance, explain, type GuidanceText, guide } from '../kiosk/text.js';
export type { UnlockState } from '../kiosk/unlock-run.js';
export { type CameraHandle, useCamera } from './use-camera.js';
export { type EnrolHandle, useEnrol } from './use-enrol.js';
export { type KioskHandle, useKiosk } from './use-kiosk.js';
export { type UnlockHandle, type UnlockOptions, useUnlock } from './use-unlock.js';
