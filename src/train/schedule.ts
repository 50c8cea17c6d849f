/** How the step size changes over a training. */
export type Schedule = 'constant' | 'cosine';

export const schedules: readonly Schedule[] = ['constant', 'cosine'];

export interface ScheduleOptions {
  readonly schedule: Schedule;
  /** Steps over which the step size grows from zero. */
  readonly warmUp: number;
  readonly steps: number;
}

/**
 * What the step sizes are multiplied with in step t = 1, 2, … `cosine` falls from 1 to 0 over the steps after the warm-up (I.
 * Loshchilov and F. Hutter, 2017, arXiv:1608.03983, without restarts).
 */
export function rateFactor({ schedule, warmUp, steps }: ScheduleOptions, step: number): number {
  if (step <= warmUp) return warmUpFactor(warmUp, step);
  if (schedule === 'constant') return 1;
  return (1 + Math.cos((Math.PI * (step - warmUp - 1)) / Math.max(steps - warmUp, 1))) / 2;
}

/** What grows linearly over the first steps, as the margin may: its share of the final value in step t = 1, 2, … */
export function warmUpFactor(warmUp: number, step: number): number {
  return Math.min(step / (warmUp + 1), 1);
}
