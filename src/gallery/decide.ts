import { KinfoldError, shapeMismatch } from '../errors.js';

/** An identity and the squared distance of a probe to it, d ∈ [0, 4]. */
export interface RankedIdentity {
  readonly identity: string;
  readonly distance: number;
}

/** What {@link decideVerify} answers. */
export interface VerifyDecision {
  /** Whether `distance` is at most `threshold`. */
  readonly match: boolean;
  readonly distance: number;
  readonly threshold: number;
}

/** What {@link decideIdentify} answers. */
export interface IdentifyDecision {
  /** The nearest identity, or `null` for *unknown*. */
  readonly identity: string | null;
  /** Squared distance of the nearest identity, whether it was accepted or not. */
  readonly distance: number;
  readonly threshold: number;
  /** The second nearest identity; absent when only one is enrolled. */
  readonly runnerUp?: RankedIdentity;
}

/** Scores of probes against templates. */
export interface Scores {
  /** [Q, N] squared distances. */
  readonly distances: Float32Array;
  /** Q: pictures of the one person who is asked about. */
  readonly probes: number;
  /** [N] for each template the place of its identity in `identities`. */
  readonly labels: ArrayLike<number>;
  readonly identities: readonly string[];
}

/** Rounding in f32 may put a distance of unit vectors this far outside [0, 4]; anything further is no such distance. */
const DISTANCE_TOLERANCE = 1e-3;

/** The squared distance of one probe to an identity, from those to its templates: the nearest template speaks for it. */
export function identityDistance(distances: readonly number[]): number {
  return distances.reduce((nearest, distance) => Math.min(nearest, distance), Number.POSITIVE_INFINITY);
}

/**
 * Ranks the identities, nearest first; equal distances stay in the order of `identities`. With several probes of one person an
 * identity's distance is the mean over the probes.
 *
 * @throws `gallery-empty` without templates; `shape-mismatch` when the numbers do not fit together; `not-finite` for a NaN or infinite
 *   distance; `argument-invalid` for one outside [0, 4] by more than 1e-3, no probes, or an identity without a template.
 */
export function rankIdentities({ distances, probes, labels, identities }: Scores): RankedIdentity[] {
  const templates = labels.length;
  if (templates === 0 || identities.length === 0) throw galleryEmpty();
  if (!Number.isSafeInteger(probes) || probes < 1) {
    throw new KinfoldError('argument-invalid', `decide: got ${probes} probes but needs at least one picture`);
  }
  if (distances.length !== probes * templates) {
    throw shapeMismatch(
      'decide: distances',
      [distances.length],
      [probes, templates],
      'score every probe with every template',
    );
  }
  const sums = new Float64Array(identities.length);
  for (let probe = 0; probe < probes; probe++) {
    const apart = identities.map((): number[] => []);
    for (let template = 0; template < templates; template++) {
      const own = apart[labels[template]!];
      if (!own) {
        throw shapeMismatch(
          'decide: labels',
          [labels[template]!],
          [`< ${identities.length}`],
          'pass the identities of the same gallery',
        );
      }
      own.push(checkedDistance(distances[probe * templates + template]!));
    }
    apart.forEach((own, place) => {
      if (own.length === 0) {
        throw new KinfoldError(
          'argument-invalid',
          `decide: "${identities[place]}" has no template; leave it out or enrol a picture`,
        );
      }
      sums[place]! += identityDistance(own);
    });
  }
  return identities
    .map((identity, place) => ({ identity, distance: sums[place]! / probes }))
    .sort((a, b) => a.distance - b.distance);
}

/**
 * 1:1: is the probe the identity that it is said to be?
 *
 * @param distance - squared distance of the probe to the claimed identity.
 * @param threshold - the largest distance that is accepted, in [0, 4).
 * @throws `not-finite` or `argument-invalid` for a distance or threshold that unit vectors cannot have. Never a match.
 */
export function decideVerify({ distance, threshold }: { distance: number; threshold: number }): VerifyDecision {
  checkThreshold(threshold);
  const checked = checkedDistance(distance);
  return { match: checked <= threshold, distance: checked, threshold };
}

/**
 * 1:N, open set: who is the probe, if anyone? The nearest identity within the threshold. Two identities at exactly the same distance
 * are *unknown*: nothing speaks for one of them. `ranked` are identities and their squared distances, nearest first, as an index's `search`
 * returns them; `threshold` is the largest distance that is accepted, in [0, 4).
 *
 * @throws `gallery-empty` for no identities; `argument-invalid` when they are out of order or one comes twice; otherwise as
 *   `decideVerify`.
 */
export function decideIdentify({
  ranked,
  threshold,
}: {
  ranked: readonly RankedIdentity[];
  threshold: number;
}): IdentifyDecision {
  checkThreshold(threshold);
  const checked = ranked.map(({ identity, distance }) => ({ identity, distance: checkedDistance(distance) }));
  const [nearest, runnerUp] = checked;
  if (!nearest) throw galleryEmpty();
  const ordered = checked.every(({ distance }, place) => place === 0 || checked[place - 1]!.distance <= distance);
  if (!ordered || new Set(checked.map(({ identity }) => identity)).size < checked.length) {
    throw new KinfoldError(
      'argument-invalid',
      'decide: the identities are out of order or repeated but must come once each, nearest first; rank them first',
    );
  }
  const accepted = nearest.distance <= threshold && nearest.distance !== runnerUp?.distance;
  return {
    identity: accepted ? nearest.identity : null,
    distance: nearest.distance,
    threshold,
    ...(runnerUp && { runnerUp }),
  };
}

function checkedDistance(distance: number): number {
  if (!Number.isFinite(distance)) {
    throw new KinfoldError(
      'not-finite',
      `decide: a squared distance is ${distance} but must be finite; embed the picture again`,
    );
  }
  if (distance < -DISTANCE_TOLERANCE || distance > 4 + DISTANCE_TOLERANCE) {
    throw new KinfoldError(
      'argument-invalid',
      `decide: a squared distance is ${distance} but those of unit vectors are from 0 to 4; normalise the embeddings`,
    );
  }
  return Math.min(Math.max(distance, 0), 4);
}

/** Throws `argument-invalid` unless it is a number with 0 ≤ threshold < 4; callers may have parsed JSON, and null compares like 0. */
export function checkThreshold(threshold: unknown): void {
  if (typeof threshold === 'number' && threshold >= 0 && threshold < 4) return;
  const got = typeof threshold === 'number' ? threshold : threshold === null ? 'null' : `a ${typeof threshold}`;
  throw new KinfoldError(
    'argument-invalid',
    `decide: threshold is ${got}, but 4 would accept everyone; choose a number from 0 to below 4`,
  );
}

function galleryEmpty(): KinfoldError {
  return new KinfoldError('gallery-empty', 'decide: nobody is enrolled; enrol at least one identity first');
}
