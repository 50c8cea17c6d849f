import { KinfoldError } from '../errors.js';
import type { Kind } from './manifest.js';

/** What a record holds, opened. */
export interface PlainRecord {
  readonly kind: Kind;
  /** Id of the identity that it belongs to, or null. */
  readonly identity: string | null;
  /** What it was made with; see `Binding`. */
  readonly about: string;
  readonly bytes: Uint8Array;
}

/** Takes all records from one schema to the next. */
export type Migration = (records: readonly PlainRecord[]) => readonly PlainRecord[];

/** The step at place n − 1 leads from schema n to n + 1. The present schema is one more than there are steps. */
export const migrations: readonly Migration[] = [];

/** Records of an earlier schema, or of the present one, as the present one has them. */
export function migrate(
  { schema, records }: { readonly schema: number; readonly records: readonly PlainRecord[] },
  steps: readonly Migration[],
): readonly PlainRecord[] {
  if (schema <= steps.length + 1) return steps.slice(schema - 1).reduce((before, step) => step(before), records);
  throw new KinfoldError(
    'store-unavailable',
    `store: this has schema ${schema}, but this version of kinfold knows ${steps.length + 1}; use the version that wrote it`,
  );
}
