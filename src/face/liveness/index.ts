export { type ChallengeOptions, challengeLiveness } from './challenge.js';
export type {
  LivenessAction,
  LivenessCheck,
  LivenessReason,
  LivenessSession,
  LivenessState,
} from './check.js';
export { everyLiveness } from './every.js';
export { type LivenessNetwork, type LivenessReading, scoreLiveness } from './network.js';
export { type PassiveOptions, passiveLiveness } from './passive.js';
export { type TemporalOptions, temporalLiveness } from './temporal.js';
