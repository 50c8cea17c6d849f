import { squaredDistance } from '../metric/comparisons/pairs.js';

/** A template among those that are looked at closely. */
export interface CandidateTemplate {
  /** Tells the identities apart. */
  readonly identity: string;
  /** Order in which the templates were added. */
  readonly place: number;
  /** Squared distance to the probe. */
  readonly distance: number;
}

/** Squared distance of a probe to row `row` of `rows`, in f64, within [0, 4] although unit vectors are rounded. */
export function exactDistance(probe: Float32Array, rows: Float32Array, row = 0): number {
  return Math.min(squaredDistance(probe, 0, rows, row, probe.length), 4);
}

/** The nearest template of each identity, nearest first, equal distances by place; the first `k` of them. */
export function rankTemplates<T extends CandidateTemplate>(templates: Iterable<T>, k: number): T[] {
  const nearest = new Map<string, T>();
  for (const template of templates) {
    const known = nearest.get(template.identity);
    if (!known || byDistance(template, known) < 0) nearest.set(template.identity, template);
  }
  return [...nearest.values()].sort(byDistance).slice(0, k);
}

function byDistance(a: CandidateTemplate, b: CandidateTemplate): number {
  return a.distance - b.distance || a.place - b.place;
}
