import type { Vector } from './twin.js';

/** y = max(x, 0). */
export function forward({ x, y }: { x: Vector; y: Vector }, { count }: { count: number }): void {
  for (let i = 0; i < count; i++) y[i] = Math.max(x[i]!, 0);
}

/** d_x = d_y where y > 0, else 0. */
export function d_input({ d_y, y, d_x }: { d_y: Vector; y: Vector; d_x: Vector }, { count }: { count: number }): void {
  for (let i = 0; i < count; i++) d_x[i] = y[i]! > 0 ? d_y[i]! : 0;
}
