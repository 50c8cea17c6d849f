import { tampered } from './sealing.js';

/** What a record holds. */
export type Kind =
  | 'identity'
  | 'picture'
  | 'template'
  | 'encoder'
  | 'calibration'
  | 'told'
  | 'cohort'
  | 'lockout'
  | 'settings'
  | 'pin'
  | 'audit';

/** A record of the store, as the manifest lists it. */
export interface Entry {
  /** Random and given once: a record that changes becomes another one, so an earlier content cannot stand under the id of a later one. */
  readonly id: string;
  readonly kind: Kind;
  /** Id of the identity that it belongs to, or null. */
  readonly identity: string | null;
  /** What it was made with; see `Binding`. */
  readonly about: string;
  /** The first 128 bits of the SHA-256 of its contents, to see what has changed. */
  readonly digest: string;
}

/** All records that there are, in order. It is sealed like a record; a record that is missing or too many shows against it. */
export interface Manifest {
  /** Changes so far. */
  readonly generation: number;
  /** Whether the rollback anchor had lasted when this was written: a store without one has been tampered with. */
  readonly isAnchored: boolean;
  readonly entries: readonly Entry[];
}

/** A manifest as JSON in which texts that come again stand once. */
export function encodeManifest({ generation, isAnchored, entries }: Manifest): Uint8Array {
  const texts = [...new Set(entries.flatMap(({ identity, about }) => [identity, about]))];
  const places = new Map(texts.map((text, place) => [text, place]));
  const rows = entries.map(({ id, kind, identity, about, digest }) => {
    return [id, kind, places.get(identity), places.get(about), digest];
  });
  return new TextEncoder().encode(JSON.stringify({ generation, isAnchored, texts, rows }));
}

/** What {@link encodeManifest} wrote, and nobody but the store's key can have written. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  try {
    const { generation, isAnchored, texts, rows } = JSON.parse(new TextDecoder().decode(bytes));
    const entries = (rows as [string, Kind, number, number, string][]).map(([id, kind, identity, about, digest]) => {
      return { id, kind, identity: texts[identity], about: texts[about], digest } as Entry;
    });
    return { generation, isAnchored, entries };
  } catch (cause) {
    throw tampered('its manifest cannot be read', cause);
  }
}
