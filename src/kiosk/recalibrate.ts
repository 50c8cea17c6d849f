/**
 * Whether decisions go by a calibration again after a change of the gallery. `none`: the kiosk was never calibrated. `failed`: the cohort
 * does not keep the promise for this gallery; the change stays, and a policy that asks for a calibration lets nobody in until `calibrate`
 * succeeds.
 */
export interface Recalibrated {
  readonly calibration: 'current' | 'none' | 'failed';
}
