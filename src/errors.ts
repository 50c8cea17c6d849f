/** Every way in which Kinfold refuses to go on. A program can switch on it: the union is closed. */
export type KinfoldErrorCode =
  // what the caller passed
  | 'argument-invalid'
  | 'shape-mismatch'
  | 'identity-unknown'
  | 'one-identity'
  | 'single-picture'
  | 'gallery-empty'
  // what was promised
  | 'far-unsupported'
  | 'calibration-missing'
  | 'calibration-stale'
  | 'too-few-decisions'
  // pictures and faces
  | 'picture-corrupt'
  | 'picture-unsupported'
  | 'no-face'
  | 'several-faces'
  // models and saved files
  | 'model-missing'
  | 'onnx-invalid'
  | 'onnx-truncated'
  | 'onnx-unsupported'
  | 'checksum-mismatch'
  | 'save-invalid'
  | 'save-truncated'
  | 'save-mismatch'
  // what is stored
  | 'store-unavailable'
  | 'store-tampered'
  | 'store-rolled-back'
  | 'store-full'
  | 'passphrase-wrong'
  | 'consent-missing'
  // the camera
  | 'camera-unavailable'
  // numbers
  | 'not-finite'
  | 'zero-vector'
  | 'collapsed'
  // the machine
  | 'adapter-missing'
  | 'device-lost'
  | 'out-of-memory'
  | 'limit-exceeded'
  | 'shader-invalid'
  | 'dependency-missing'
  // the run
  | 'aborted'
  | 'timeout'
  | 'worker-crashed'
  | 'closed'
  | 'busy';

/**
 * The one error class of Kinfold. `message` names the subject, what it got, what it expected and the cure;
 * `code` is for programs; `cause` is the underlying error, if any.
 */
export class KinfoldError extends Error {
  override readonly name = 'KinfoldError';
  readonly code: KinfoldErrorCode;

  constructor(code: KinfoldErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Builds the error for a shape that does not fit: `subject: got [32, 511] but expected [32, 512]; cure`. */
export function shapeMismatch(
  subject: string,
  got: readonly number[],
  expected: readonly (number | string)[],
  cure: string,
): KinfoldError {
  return new KinfoldError(
    'shape-mismatch',
    `${subject}: got [${got.join(', ')}] but expected [${expected.join(', ')}]; ${cure}`,
  );
}

/** Rejects with `aborted` if `signal` is aborted; the signal's reason becomes the cause. */
export function throwIfAborted(signal: AbortSignal | undefined, subject: string): void {
  if (signal?.aborted) {
    throw new KinfoldError('aborted', `${subject}: aborted by the caller; nothing was changed`, {
      cause: signal.reason,
    });
  }
}
