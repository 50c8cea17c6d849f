import type { Vector } from './twin.js';

/** average = average + gain · (parameter − average); a skipped step changes nothing. */
export function update(
  { parameters, control, average }: Record<'parameters' | 'control' | 'average', Vector>,
  { count, gain }: { count: number; gain: number },
): void {
  if (control[2] !== 0) return;
  for (let i = 0; i < count; i++) average[i]! += gain * (parameters[i]! - average[i]!);
}
