import type { Vector } from './twin.js';

/** velocity = momentum · velocity + g;  parameter −= learning_rate · velocity,  g with weight decay. */
export function update(
  { gradient, control, parameters, velocity }: Record<'gradient' | 'control' | 'parameters' | 'velocity', Vector>,
  {
    count,
    learning_rate,
    momentum,
    weight_decay,
  }: { count: number; learning_rate: number; momentum: number; weight_decay: number },
): void {
  if (control[2] !== 0) return;
  for (let i = 0; i < count; i++) {
    const g = control[1]! * gradient[i]! + weight_decay * parameters[i]!;
    velocity[i] = momentum * velocity[i]! + g;
    parameters[i]! -= learning_rate * velocity[i]!;
  }
}
