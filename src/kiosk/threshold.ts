import type { EngineInfo } from '../engine/types.js';

/** Largest squared distance of 1:N decisions that are no attempts: the calibration's as long as it holds, else the engine's. */
export function currentThreshold({ calibration, threshold }: EngineInfo): number {
  return calibration?.isCurrent ? calibration.identify.threshold : threshold;
}
