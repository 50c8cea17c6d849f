import { KinfoldError } from '../errors.js';
import { decodeJson, encodeJson } from './json-record.js';
import type { PlainRecord } from './migrations.js';

/** Events in a record: an event is written by writing its record again. */
const CHUNK = 64;
const CHUNKS = 16;
const MOST_FIELDS = 16;
const LONGEST_TEXT = 200;
/** Fields that hold words of a fixed vocabulary: somebody may be called like one of these. */
const WORDS: readonly string[] = ['kind', 'outcome', 'reason', 'liveness'];

/** The audit records with one more event; the oldest go when there are more than 1,024. */
export function withEvent(records: readonly PlainRecord[], event: object): readonly PlainRecord[] {
  const last = records.at(-1);
  const events = last ? decodeJson<object[]>(last.bytes) : [];
  const isFull = last === undefined || events.length >= CHUNK;
  const chunk = encodeJson(isFull ? [event] : [...events, event]);
  const others = isFull ? records : records.slice(0, -1);
  return [...others, { kind: 'audit' as const, identity: null, about: '', bytes: chunk }].slice(-CHUNKS);
}

/** The events in audit records, oldest first. */
export function eventsOf(records: readonly PlainRecord[]): readonly object[] {
  return records.flatMap(({ bytes }) => decodeJson<object[]>(bytes));
}

/**
 * Holds an event to what it may say: a few short texts, numbers and nulls, and no name of anybody who is enrolled where there could be
 * one. A template would not fit in.
 * @throws KinfoldError `argument-invalid`.
 */
export function checkEvent(event: object, names: Iterable<string>): void {
  const fields = Object.entries(event);
  if (fields.length > MOST_FIELDS) throw invalid(`${fields.length} fields, expected at most ${MOST_FIELDS}`);
  const known = new Set(names);
  for (const [key, value] of fields) {
    const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    if (!isPlain) throw invalid(`a ${typeof value} under ${key}, expected text, a number, a boolean or null`);
    if (String(value).length > LONGEST_TEXT) throw invalid(`over ${LONGEST_TEXT} characters under ${key}`);
    if (!WORDS.includes(key) && known.has(value))
      throw invalid(`the name of somebody who is enrolled under ${key}; write the id of that person`);
  }
}

function invalid(problem: string): KinfoldError {
  return new KinfoldError('argument-invalid', `store: an audit event has ${problem}`);
}
