import type { Picture } from '../image/picture.js';
import type { Histogram } from '../metric/statistics/histogram.js';
import type { TeachOptions, TeachProgress } from '../train/options.js';
import type { Trained } from '../train/training.js';
import type { CallOptions, DecisionOptions, Identification, Probe, Verification } from './answers.js';
import type { CalibrateOptions, Calibration, DriftReport } from './calibration.js';
import type { Trainable } from './network.js';
import type { Correction, TellOptions, TellReport } from './telling.js';
import type { Templates } from './templates.js';

export type * from './answers.js';

/** A unit vector. Its squared distance to another lies in [0, 4]. */
export type Embedding = Float32Array;

export interface Enrolment {
  readonly identity: string;
  /** Pictures added now; one that was enrolled before is not added again. */
  readonly added: number;
  /** Pictures of this identity altogether. */
  readonly pictures: number;
}

/** Squared distances between the enrolled pictures, as histograms over [0, 4]. */
export interface PairHistograms {
  /** Pairs of one identity. */
  readonly positive: Histogram;
  /** Pairs of two identities. */
  readonly negative: Histogram;
}

export interface EngineInfo {
  readonly backend: 'webgpu' | 'cpu';
  readonly adapter: string;
  /** The provider on which onnxruntime runs the frozen part of the backbone; null if all of it learns. */
  readonly provider: 'wasm' | 'webgpu' | null;
  readonly trainable: Trainable;
  readonly backbone: string;
  readonly backboneSha256: string;
  readonly featureWidth: number;
  readonly embeddingWidth: number;
  /** What decisions go by without a calibration. */
  readonly threshold: number;
  /** `isCurrent` is false while gallery or weights are not those that it was made for. */
  readonly calibration: (Calibration & { readonly isCurrent: boolean }) | null;
  /** Teaches that can be undone, at most 8, and done again. */
  readonly history: { readonly undo: number; readonly redo: number };
}

/** What a teach did. */
export interface TeachReport extends Omit<Trained, 'weights'> {
  readonly identities: number;
  /** Enrolled pictures, those that were held out included. */
  readonly pictures: number;
  /** Distances between the enrolled pictures before teaching, and under the weights that were kept. */
  readonly before: PairHistograms;
  readonly after: PairHistograms;
}

/**
 * Enrols, teaches, recognises. The same interface in the calling thread (`createEngine`) and in a worker (`connect`).
 * Every refusal is a `KinfoldError`; a call that fails has changed nothing.
 */
export interface Engine {
  info(): Promise<EngineInfo>;

  /**
   * Embeddings of pictures, in order: unit vectors of `embeddingWidth`.
   * @throws KinfoldError `picture-corrupt`, `picture-unsupported`, `no-face`, `several-faces`, `zero-vector`, `not-finite`,
   * `argument-invalid` for no pictures, `aborted`, `device-lost`, `closed`.
   */
  embed(pictures: readonly Picture[], options?: CallOptions): Promise<Embedding[]>;

  /**
   * Adds pictures of an identity to the gallery, all or none.
   * @throws KinfoldError what `embed` throws; `busy` while the engine is being taught; `limit-exceeded` if the gallery would
   * hold more pictures than the device can match; `argument-invalid` for a name of 0 or over 256 characters, or a picture that
   * is enrolled under another name; `shape-mismatch` if a loaded gallery has another number of views of each picture.
   */
  enrol(identity: string, pictures: readonly Picture[], options?: CallOptions): Promise<Enrolment>;

  /** Takes an identity out of the gallery. Throws `identity-unknown`, `busy`. */
  remove(identity: string): Promise<void>;

  /** The enrolled identities with their number of pictures, in order of enrolment. */
  identities(): Promise<readonly { readonly identity: string; readonly pictures: number }[]>;

  /**
   * Fine-tunes the encoder on the gallery and yields progress. The weights change once, at the end, and only if pictures that were not
   * learned from are told apart better then; the report says which weights were kept and why. A training that collapses or diverges is
   * rolled back and slowed down; after a lost device another is opened and it goes on from the last checkpoint. Whoever stops early (abort, error, `return` of the iterator) keeps the weights that were there before.
   * @throws KinfoldError `one-identity`, `single-picture`, `gallery-empty`, `argument-invalid`, `aborted`, `device-lost`, `busy`;
   * `save-truncated`, `save-invalid`, `checksum-mismatch`, `save-mismatch` for `resume` and `cohort`.
   */
  teach(options?: TeachOptions): AsyncGenerator<TeachProgress, TeachReport, void>;

  /**
   * Corrects the engine: "these two are the same person" or "these two are not", each an enrolled identity or a picture. The correction
   * is kept with the gallery and saved with it; this teach and every later one learn from it in each batch. It enrols nobody. The report
   * says how the two and all other pairs of identities moved, and who could now be taken for each other. As with `teach` the weights
   * change only if that makes nothing worse; the correction is kept in either case. The same two can be told the opposite later.
   * @throws KinfoldError what `teach` and `embed` throw; `identity-unknown`; `argument-invalid` if both are one identity or one picture,
   * or if it contradicts earlier corrections.
   */
  tell(correction: Correction, options?: TellOptions): Promise<TellReport>;

  /**
   * Goes back to the weights and corrections from before the last teach or correction; up to 8 are kept. The gallery stays. They are
   * forgotten by `load`, `applyDelta` and with a worker that died: a saved file holds only the present.
   * @throws KinfoldError `argument-invalid` if there is nothing to undo; `busy`.
   */
  undo(): Promise<void>;

  /** Takes back the last `undo`; a teach ends that. Throws `argument-invalid` if there is nothing to redo, `busy`. */
  redo(): Promise<void>;

  /**
   * Is this the identity (1:1)? The distance is that of the identity's nearest enrolled picture.
   * @throws KinfoldError what `embed` throws; `gallery-empty`, `identity-unknown`; `argument-invalid` for a threshold outside [0, 4);
   * `calibration-stale` as `calibrate` says; `calibration-missing` for a likelihood ratio without a calibration.
   */
  verify(identity: string, probe: Probe, options?: DecisionOptions): Promise<Verification>;

  /**
   * Who is this (1:N, open set)? The nearest identity within the threshold, or null for *unknown*.
   * @throws KinfoldError what `embed` throws; `gallery-empty`; `argument-invalid` for a threshold outside [0, 4); `calibration-stale` as
   * `calibrate` says; `calibration-missing` for a likelihood ratio without a calibration.
   */
  identify(probe: Probe, options?: DecisionOptions): Promise<Identification>;

  /**
   * Chooses the thresholds at which strangers are accepted in at most `far` of their pictures, measured with a cohort of strangers against
   * the gallery as it is. From then on they are the thresholds of `verify` and `identify`, and a save holds them. Enrolling, removing and
   * teaching make the calibration stale: decisions without a threshold of their own are then refused with `calibration-stale`, until
   * `calibrate` is called again or gallery and weights are again what they were. The cohort itself is not kept.
   * @throws KinfoldError `far-unsupported` for a FAR that so few strangers cannot show, with the smallest one and how many are missing;
   * `gallery-empty`; `save-truncated`, `save-invalid`, `checksum-mismatch`, `save-mismatch` for the cohort; `argument-invalid` for a `far`
   * outside (0, 1) and a cohort with a picture that is enrolled or that `teach` had in its cohort; `busy`, `aborted`.
   */
  calibrate(options: CalibrateOptions): Promise<Calibration>;

  /**
   * Compares the distances of recent decisions, up to 1,000 of each sort, with those of the calibration. Counted are decisions on one
   * picture at the calibrated threshold; only their distances are kept, as long as the engine is open and the calibration the same.
   * @throws KinfoldError `too-few-decisions` before there are 50 of one sort, `calibration-missing`, `calibration-stale`.
   */
  checkDrift(): Promise<DriftReport>;

  /** How far the enrolled pictures are from each other under the present weights. */
  histograms(): Promise<PairHistograms>;

  /** Embeddings of the enrolled pictures under the present weights, for an index of one's own or a store; [0, width] if nobody is enrolled. */
  templates(): Promise<Templates>;

  /** Gallery, weights and calibration as one safetensors file. */
  save(): Promise<Uint8Array>;

  /**
   * The tuned network as one standard ONNX file that any runtime runs: the backbone with the layers that learned, the head and
   * the normalisation. Input as the backbone's card says, any batch size; output `embedding` [N, embeddingWidth], unit vectors;
   * `embedding_2` where the backbone has a tensor of that name.
   * @throws KinfoldError `onnx-unsupported` if the backbone fixes the batch size and cannot do without.
   */
  exportOnnx(): Promise<Uint8Array>;

  /** Only what teaching has changed, as a small safetensors file: the head, and the layers of the backbone that learned. */
  exportDelta(): Promise<Uint8Array>;

  /**
   * Takes the weights of a delta; the gallery stays.
   * @throws KinfoldError `save-truncated`, `save-invalid`, `checksum-mismatch`; `save-mismatch` for the delta of another backbone,
   * `trainable` or `camera`; `busy`.
   */
  applyDelta(file: Uint8Array): Promise<void>;

  /**
   * Replaces gallery, weights and calibration by a saved file.
   * @throws KinfoldError `save-truncated`, `save-invalid`, `checksum-mismatch`; `save-mismatch` for a file of another backbone,
   * `trainable` or `camera`; `busy`.
   */
  load(file: Uint8Array): Promise<void>;

  /** Starts anew after a lost device or a dead worker, with the gallery and the weights as they last stood. */
  restart(): Promise<void>;

  /** Frees everything; later calls throw `closed`. */
  close(): Promise<void>;
}
