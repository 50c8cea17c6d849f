import { KinfoldError } from '../../errors.js';

/** What a threshold does: a pair is accepted when its squared distance is at most `threshold`. */
export interface OperatingPoint {
  /** The largest observed distance that may be accepted; `null` when nothing may be. */
  readonly threshold: number | null;
  /** Accepted share of the impostor pairs. */
  readonly far: number;
  /** Accepted share of the genuine pairs. */
  readonly tar: number;
}

/**
 * The most permissive threshold among the observed distances whose FAR does not exceed `far`.
 *
 * @param genuine - squared distances of pairs of one identity, in any order; a list in ascending order is not copied.
 * @param impostor - squared distances of pairs of two identities, likewise.
 * @param far - in [0, 1].
 * @throws `argument-invalid` when a list is empty or `far` is outside [0, 1]; `not-finite` when a distance is.
 */
export function operatingPoint(genuine: Float32Array, impostor: Float32Array, far: number): OperatingPoint {
  if (!(far >= 0 && far <= 1)) {
    throw new KinfoldError('argument-invalid', `operatingPoint: far is ${far} but must be a fraction from 0 to 1`);
  }
  const g = ascending('genuine', genuine);
  const m = ascending('impostor', impostor);
  // `count / n <= far` as it stands, so that the float that a caller computes for a share agrees with the threshold.
  let allowed = Math.floor(far * m.length);
  while (allowed < m.length && (allowed + 1) / m.length <= far) allowed++;
  while (allowed / m.length > far) allowed--;
  // Equal distances are accepted together: everything below the first impostor too many, nothing at it.
  const limit = allowed < m.length ? m[allowed]! : Number.POSITIVE_INFINITY;
  const acceptedGenuine = countBelow(g, limit);
  const acceptedImpostor = countBelow(m, limit);
  const threshold = Math.max(g[acceptedGenuine - 1] ?? -1, m[acceptedImpostor - 1] ?? -1);
  return {
    threshold: threshold < 0 ? null : threshold,
    far: acceptedImpostor / m.length,
    tar: acceptedGenuine / g.length,
  };
}

/** The largest share of genuine pairs that can be accepted while FAR ≤ `far`; see {@link operatingPoint}. */
export function tarAtFar(genuine: Float32Array, impostor: Float32Array, far: number): number {
  return operatingPoint(genuine, impostor, far).tar;
}

/**
 * The equal error rate: FAR where it meets FRR = 1 − TAR, by linear interpolation between the last operating point with
 * FAR < FRR and the first with FAR ≥ FRR. The operating points are "accept nothing" and every observed distance.
 *
 * @returns a fraction in [0, 1]; 0 when a threshold separates the two lists.
 * @throws as {@link operatingPoint}.
 */
export function eer(genuine: Float32Array, impostor: Float32Array): number {
  const g = ascending('genuine', genuine);
  const m = ascending('impostor', impostor);
  let acceptedGenuine = 0;
  let acceptedImpostor = 0;
  let far = 0;
  let frr = 1;
  for (;;) {
    const threshold = Math.min(g[acceptedGenuine] ?? Infinity, m[acceptedImpostor] ?? Infinity);
    while (g[acceptedGenuine]! <= threshold) acceptedGenuine++;
    while (m[acceptedImpostor]! <= threshold) acceptedImpostor++;
    const nextFar = acceptedImpostor / m.length;
    const nextFrr = 1 - acceptedGenuine / g.length;
    if (nextFar >= nextFrr) {
      const before = frr - far;
      const after = nextFar - nextFrr;
      return far + (before / (before + after)) * (nextFar - far);
    }
    far = nextFar;
    frr = nextFrr;
  }
}

/**
 * The smallest FAR that n impostor comparisons can support: with no error among them, FAR ≤ 3/n at 95 % confidence (the rule
 * of three, J. A. Hanley and A. Lippman-Hand, 1983). At most 1.
 *
 * @throws `argument-invalid` unless `impostors` is a positive whole number.
 */
export function smallestSupportedFar(impostors: number): number {
  if (!Number.isSafeInteger(impostors) || impostors < 1) {
    throw new KinfoldError(
      'argument-invalid',
      `smallestSupportedFar: got ${impostors} impostor comparisons but needs a positive whole number; add a second identity`,
    );
  }
  return Math.min(1, 3 / impostors);
}

/** `distances` in ascending order, itself if it is; checked to be of use. */
export function ascending(kind: 'genuine' | 'impostor', distances: Float32Array): Float32Array {
  if (distances.length === 0) {
    const cure = kind === 'genuine' ? 'give an identity a second picture' : 'add a second identity';
    throw new KinfoldError(
      'argument-invalid',
      `roc: there are no ${kind} pairs, so their share has no meaning; ${cure}`,
    );
  }
  let sorted = true;
  for (let i = 0; i < distances.length; i++) {
    if (!Number.isFinite(distances[i])) {
      throw new KinfoldError(
        'not-finite',
        `roc: ${kind} distance ${i} is ${distances[i]} but must be finite; embed again`,
      );
    }
    if (i > 0 && distances[i]! < distances[i - 1]!) sorted = false;
  }
  return sorted ? distances : distances.slice().sort();
}

function countBelow(sorted: Float32Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
