// `kinfold/face`: what looks at faces, and what keeps, decides and runs a kiosk on top of it.
export { createAccess } from './access/access.js';
export type { AuditEvent, AuditLog } from './access/audit.js';
export type { Clock } from './access/clock.js';
export type {
  AttemptState,
  Decision,
  DecisionDiagnostics,
  Guidance,
  RefusalReason,
} from './access/decision.js';
export type { Guard, GuardState } from './access/guard.js';
export { type AccessPolicy, defaultPolicy } from './access/policy.js';
export type { Access, AccessOptions, Attempt, AttemptOptions } from './access/types.js';
export { livenessCards } from './backbone/liveness-cards.js';
export * from './face/index.js';
export * from './face/liveness/index.js';
export type { Observation, ObservedFace, VisionStage } from './face/observation.js';
export { type CameraRefusal, cameraRefusal } from './kiosk/camera/refusal.js';
export { type Camera, type CameraFrame, type CameraOptions, type CameraState, openCamera } from './kiosk/camera.js';
export type {
  EnrolmentGuidance,
  EnrolmentReport,
  EnrolmentSession,
  EnrolmentState,
} from './kiosk/enrolment.js';
export type { EnrolOptions, Kiosk, KioskCalibrateOptions, KioskInfo, KioskRules } from './kiosk/kiosk.js';
export { openKiosk } from './kiosk/open.js';
export type { KioskOptions } from './kiosk/options.js';
export type { PinAnswer } from './kiosk/pin-lock.js';
export type { EnrolmentPose } from './kiosk/poses.js';
export type { Recalibrated } from './kiosk/recalibrate.js';
export type { Session } from './kiosk/session.js';
export type { PictureState } from './kiosk/take-picture.js';
export { englishGuidance, explain, type GuidanceText, guide } from './kiosk/text.js';
export { type Anchor, localAnchor } from './store/anchor.js';
export type { Consent, Person } from './store/consent.js';
export { destroyStore, openStore } from './store/open.js';
export type { Space } from './store/space.js';
export type { StateKind, StorableEngine, Store, StoreOptions } from './store/types.js';
export { type ConnectVisionOptions, connectVision } from './vision/client.js';
export { createVision } from './vision/create.js';
export type { VisionEnvironment } from './vision/environment.js';
export type { Frame, Vision, VisionInfo, VisionOptions } from './vision/vision.js';
