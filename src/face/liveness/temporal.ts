import type { LivenessCheck } from './check.js';

export interface TemporalOptions {
  /** By when a sign of life must have been seen, in seconds from the first frame. Default 10. */
  readonly seconds?: number;
}

/** Temporal consistency. */
export function temporalLiveness(_: TemporalOptions = {}): LivenessCheck {
  return { name: 'temporal', begin: () => ({ observe: () => ({ state: 'refused', reason: 'unavailable' }) }) };
}
