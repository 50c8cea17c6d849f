import type { ModelCard } from '../backbone/card.js';
import type { ModelSource } from '../engine/options.js';
import type { Observation } from '../face/observation.js';
import type { Pixels } from '../image/picture.js';

/** What a face pipeline is made of. Plain data, so that it can be sent to a worker. */
export interface VisionOptions {
  /** UltraFace, BlazeFace or YuNet, as its card says. */
  readonly detector: ModelSource;
  /**
   * A network of 68 landmarks. May be left out where the detector finds eyes, nose and mouth itself (BlazeFace, YuNet); then nothing says
   * how far eyes are open, and no challenge can ask for a blink.
   */
  readonly landmarks?: ModelSource;
  /** Presentation-attack networks; each gives `ObservedFace.live` a number under its card's name. Default: none. */
  readonly liveness?: readonly ModelSource[];
  /** The backbone that the crops are for: the address of its card, or the card. Only the card is read: it says how an aligned face looks. */
  readonly backbone: string | { readonly card: ModelCard };
  /** Least confidence of the detector in a face, above 0 to 1. Default: the kind of detector's own. */
  readonly minScore?: number;
  /** Folder, with a trailing slash, from which onnxruntime's .wasm and .mjs files are served. Default: beside its module. */
  readonly wasmPaths?: string;
}

/** What a face pipeline runs with. */
export interface VisionInfo {
  /** Names of the networks' cards. */
  readonly detector: string;
  readonly landmarks: string | null;
  readonly liveness: readonly string[];
  /** Size of the crops in pixels. */
  readonly crop: { readonly width: number; readonly height: number };
}

/** A picture of a stream. What has to be closed is handed over with the call; pixels stay the caller's. */
export type Frame = VideoFrame | ImageBitmap | Pixels;

/**
 * Looks at the frames of a camera: finds faces, follows them, judges their quality, cuts out the largest.
 * One frame is looked at and one waits; a frame that comes while another waits takes its place, so that the delay stays the same however
 * fast frames come. Frames are looked at in the order in which they came.
 */
export interface Vision {
  /**
   * Looks at one frame, which is handed over: it is always closed, whatever happens.
   * @param time when it was captured, in ms of `performance.now()`; never smaller than that of the frame before.
   * @returns null if a later frame took its place before its turn came.
   * @throws KinfoldError `closed`, `worker-crashed`, `timeout`; `argument-invalid` for a frame that is closed already and a time that is not
   * finite or runs backwards; `no-face` if a network's landmarks are not finite; `shape-mismatch`, `onnx-unsupported`, `out-of-memory`.
   */
  observe(frame: Frame, time: number): Promise<Observation | null>;
  info(): Promise<VisionInfo>;
  /** Starts afresh, after a crash too; time may run from anywhere again. Faces get numbers that no face had before. Throws `closed`. */
  restart(): Promise<void>;
  /** Ends it; pending calls reject with `closed`. */
  close(): Promise<void>;
}
