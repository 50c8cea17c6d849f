import { KinfoldError } from '../errors.js';
import { normaliseIdentity } from '../gallery/identity.js';
import { type Consent, checkConsent } from './consent.js';
import { decodeJson, encodeJson } from './json-record.js';
import type { PlainRecord } from './migrations.js';
import { randomId } from './sealing.js';

/** What is known of one person beside the pictures. */
export interface Member {
  /** Stands for the person wherever something is not sealed. */
  readonly id: string;
  readonly consent: Consent;
}

/** By name. */
export type Members = ReadonlyMap<string, Member>;

export function memberToRecord(name: string, { id, consent }: Member): PlainRecord {
  return { kind: 'identity', identity: id, about: '', bytes: encodeJson({ name, consent }) };
}

/** The members among records, in their order. */
export function membersOf(records: readonly PlainRecord[]): Members {
  const own = records.filter(({ kind }) => kind === 'identity');
  return new Map(
    own.map(({ identity, bytes }) => {
      const { name, consent } = decodeJson<{ name: string; consent: Consent }>(bytes);
      return [name, { id: identity!, consent }];
    }),
  );
}

/**
 * The members behind these names: those who are known, with the consent that they gave last, and fresh ones.
 * @throws KinfoldError `consent-missing` for a name without a consent, or with one that has ended; `identity-unknown` for a consent of
 * somebody who is not among the names; `argument-invalid` for a consent that is none.
 */
export function admit(
  names: readonly string[],
  known: Members,
  consents: ReadonlyMap<string, Consent>,
  now: number,
): Members {
  const given = new Map([...consents].map(([name, consent]) => [normaliseIdentity(name), consent]));
  for (const name of given.keys()) {
    if (names.includes(name)) continue;
    throw new KinfoldError(
      'identity-unknown',
      `store: there is a consent of "${name}", who is not enrolled; enrol first`,
    );
  }
  return new Map(
    names.map((name) => {
      const member = known.get(name);
      const consent = given.get(name);
      if (consent) {
        checkConsent(consent, now);
        const { purpose, given: at, expires } = consent;
        return [name, { id: member?.id ?? randomId(), consent: { purpose, given: at, expires } }];
      }
      if (member) return [name, member];
      throw new KinfoldError(
        'consent-missing',
        `store: "${name}" is enrolled without a consent, so nothing was kept; pass it in \`consents\``,
      );
    }),
  );
}
