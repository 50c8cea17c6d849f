import { KinfoldError } from '../errors.js';
import { checkThreshold } from '../gallery/decide.js';
import type { Gallery } from '../gallery/gallery.js';
import { type LikelihoodModel, log10LikelihoodRatio } from '../metric/calibration/likelihood-ratio.js';
import type { DecisionOptions } from './answers.js';
import type { Calibrated, DecisionKind } from './calibrate.js';
import { RecentDecisions } from './drift.js';

/** What a calibration holds for. */
export interface Standing {
  readonly gallery: Gallery;
  readonly weights: Float32Array;
}

/** A calibration as it is saved: one that was stale stays so. */
export interface SavedCalibration {
  readonly calibrated: Calibrated;
  readonly isCurrent: boolean;
}

/** How one decision is made. */
export interface Rule {
  readonly threshold: number;
  /** Adds to an answer what was asked for, and remembers its distance if the calibration made it. */
  conclude<Answer extends { readonly distance: number }>(
    answer: Answer,
    isAccepted: boolean,
    pictures: number,
  ): Answer & { readonly log10LikelihoodRatio?: number };
}

/**
 * What decisions go by: the calibration, or without one a fixed threshold. A calibration is stale while gallery or weights are not those
 * that it was made for. Decisions that would go by it are then refused, because the fixed threshold may accept more.
 */
export class Decisions {
  #calibrated: Calibrated | undefined;
  /** Undefined for a calibration that was stale when it was saved. */
  #madeFor: Standing | undefined;
  #recent = new RecentDecisions();

  /** @param threshold without a calibration. */
  constructor(readonly threshold: number) {}

  /** Takes a calibration of this engine's gallery and weights, or none. */
  take(saved: SavedCalibration | undefined, { gallery, weights }: Standing): void {
    this.#calibrated = saved?.calibrated;
    this.#madeFor = saved?.isCurrent ? { gallery: gallery.copy(), weights } : undefined;
    this.#recent = new RecentDecisions();
  }

  saved(standing: Standing): SavedCalibration | undefined {
    return this.#calibrated && { calibrated: this.#calibrated, isCurrent: this.#isCurrent(standing) };
  }

  /** The calibration. Throws `calibration-missing`, `calibration-stale`. */
  current(subject: string, standing: Standing): Calibrated {
    if (!this.#calibrated) {
      throw new KinfoldError('calibration-missing', `${subject}: the engine is not calibrated; call calibrate() first`);
    }
    if (this.#isCurrent(standing)) return this.#calibrated;
    throw new KinfoldError(
      'calibration-stale',
      `${subject}: gallery or weights have changed since the engine was calibrated, so its threshold promises nothing; call calibrate() again or pass a threshold`,
    );
  }

  /**
   * Throws `argument-invalid` for a threshold that is none; `calibration-stale`; `calibration-missing` if a likelihood ratio is asked for
   * that nothing was measured for.
   */
  rule(kind: DecisionKind, { threshold, likelihoodRatio = false }: DecisionOptions, standing: Standing): Rule {
    // Whoever passes a threshold goes past the calibration, a stale one too.
    if (threshold !== undefined) checkThreshold(threshold);
    const calibrated =
      likelihoodRatio || (threshold === undefined && this.#calibrated) ? this.current(kind, standing) : undefined;
    const model = likelihoodRatio ? likelihoodModel(kind, calibrated!) : undefined;
    const isRemembered = threshold === undefined && calibrated !== undefined;
    return {
      threshold: threshold ?? calibrated?.calibration[kind].threshold ?? this.threshold,
      conclude: (answer, isAccepted, pictures) => {
        if (isRemembered && pictures === 1) this.#recent.add(kind, isAccepted, answer.distance);
        return model ? { ...answer, log10LikelihoodRatio: log10LikelihoodRatio(model, answer.distance) } : answer;
      },
    };
  }

  /** Throws `calibration-missing`, `calibration-stale`, `too-few-decisions`. */
  checkDrift(standing: Standing) {
    return this.#recent.check(this.current('checkDrift', standing));
  }

  #isCurrent(standing: Standing): boolean {
    return this.#madeFor !== undefined && isSame(this.#madeFor, standing);
  }
}

function likelihoodModel(kind: DecisionKind, { likelihood }: Calibrated): LikelihoodModel {
  if (likelihood) return likelihood[kind];
  throw new KinfoldError(
    'calibration-missing',
    `${kind}: no identity had two pictures when the engine was calibrated, so there are no likelihood ratios; enrol more pictures and call calibrate() again`,
  );
}

function isSame(a: Standing, b: Standing): boolean {
  return hasSamePictures(a.gallery, b.gallery) && (a.weights === b.weights || isEqual(a.weights, b.weights));
}

function hasSamePictures(a: Gallery, b: Gallery): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  return a.entries().every((entry, row) => {
    const other = others[row]!;
    return entry === other || (entry.pictureId === other.pictureId && entry.identity === other.identity);
  });
}

function isEqual(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
