import { countUpTo } from '../statistics/residuals.js';

/** Bisections of [0, 4], which is then finer than distances in f32 are. */
const HALVINGS = 40;

/**
 * The error rate where FAR + `farShift` and FRR + `frrShift` are equal. Without shifts it is the equal error rate, to within a step of
 * the curves.
 *
 * @param genuine, impostor - squared distances in ascending order.
 * @returns a fraction in [0, 1].
 */
export function crossing(genuine: Float32Array, impostor: Float32Array, farShift: number, frrShift: number): number {
  const rates = (threshold: number) => ({
    far: countUpTo(impostor, threshold) / impostor.length + farShift,
    frr: 1 - countUpTo(genuine, threshold) / genuine.length + frrShift,
  });
  let [low, high] = [-1, 5];
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    const { far, frr } = rates(middle);
    if (far < frr) low = middle;
    else high = middle;
  }
  const [below, above] = [rates(low), rates(high)];
  // Both curves step there: FAR up, FRR down. The lines between the steps meet as in `eer`.
  const [before, after] = [below.frr - below.far, above.far - above.frr];
  const share = before + after > 0 ? before / (before + after) : 0.5;
  return Math.min(Math.max(below.far + share * (above.far - below.far), 0), 1);
}
