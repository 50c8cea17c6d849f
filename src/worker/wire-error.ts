import { KinfoldError, type KinfoldErrorCode } from '../errors.js';

/** An error as it crosses between threads: structured cloning alone would drop `code` and the class. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  /** Only of a `KinfoldError`. */
  readonly code?: KinfoldErrorCode;
  readonly stack?: string;
  readonly cause?: WireError | { readonly value: unknown };
}

/** Causes nested deeper than this are cut off, which also ends a cycle. */
const MAX_CAUSES = 8;

/** Packs whatever was thrown. */
export function packError(thrown: unknown, depth = 0): WireError {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const { name, message, stack, cause } = thrown;
  return {
    name,
    message,
    ...(thrown instanceof KinfoldError && { code: thrown.code }),
    ...(stack !== undefined && { stack }),
    ...(cause !== undefined && depth < MAX_CAUSES && { cause: packCause(cause, depth) }),
  };
}

function packCause(cause: unknown, depth: number): NonNullable<WireError['cause']> {
  if (cause instanceof Error) return packError(cause, depth + 1);
  try {
    return { value: structuredClone(cause) };
  } catch {
    return { value: String(cause) };
  }
}

/** Makes the error again: a `KinfoldError` if it was one, else an `Error` of the same name. `stack` is the other thread's. */
export function unpackError(wire: WireError): Error {
  const options = wire.cause && { cause: 'value' in wire.cause ? wire.cause.value : unpackError(wire.cause) };
  const error = wire.code ? new KinfoldError(wire.code, wire.message, options) : new Error(wire.message, options);
  // Not enumerable, as on every error; `name` of a KinfoldError is its own already.
  if (!wire.code) Object.defineProperty(error, 'name', { value: wire.name });
  if (wire.stack !== undefined) Object.defineProperty(error, 'stack', { value: wire.stack });
  return error;
}
