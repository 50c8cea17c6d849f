import { readSafetensors, type SafeTensor, writeSafetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import { Derivation } from './derivation.js';
import type { Kind } from './manifest.js';
import type { PlainRecord } from './migrations.js';
import { checkLength, isEqual, ROUNDS, SALT_BYTES, stretch } from './passphrase.js';

/*
 * A backup, little-endian:
 *
 *   magic    8   KFBACKUP
 *   format   4   1
 *   schema   4   of the records
 *   rounds   4   of PBKDF2
 *   salt    16
 *   check   32   tells a wrong passphrase from a damaged file
 *   nonce   12
 *   records      AES-256-GCM with everything before it as additional data
 */
const MAGIC = new TextEncoder().encode('KFBACKUP');
const FORMAT = 1;
const SALT = 20;
const CHECK = SALT + SALT_BYTES;
const NONCE = CHECK + 32;
const HEADER = NONCE + 12;
const TAG_BYTES = 16;
const MOST_ROUNDS = 10_000_000;
const SHORTEST = 8;

/** Records of a schema. */
export interface Backup {
  readonly schema: number;
  readonly records: readonly PlainRecord[];
}

/** Records as one file that only the passphrase opens. Throws `argument-invalid` for a passphrase of fewer than 8 characters. */
export async function writeBackup({ schema, records }: Backup, passphrase: string): Promise<Uint8Array> {
  checkLength('passphrase', passphrase, SHORTEST);
  const header = crypto.getRandomValues(new Uint8Array(HEADER));
  header.set(MAGIC);
  new Uint32Array(header.buffer, MAGIC.length, 3).set([FORMAT, schema, ROUNDS]);
  const { key, check } = await derive(passphrase, header.subarray(SALT, CHECK), ROUNDS);
  header.set(check, CHECK);
  const sealed = await crypto.subtle.encrypt(algorithm(header), key, encodeRecords(records));
  const file = new Uint8Array(HEADER + sealed.byteLength);
  file.set(header);
  file.set(new Uint8Array(sealed), HEADER);
  return file;
}

/**
 * Opens what {@link writeBackup} wrote.
 * @throws KinfoldError `passphrase-wrong`; `save-truncated`, `save-invalid` for a file that is damaged or no backup.
 */
export async function readBackup(bytes: Uint8Array, passphrase: string): Promise<Backup> {
  // A copy with a buffer of its own: the slice of a Buffer of Node is a view.
  const file = new Uint8Array(bytes);
  if (!MAGIC.every((byte, i) => file[i] === byte))
    throw invalid('it does not begin like one; pass a file from exportBackup()');
  if (file.length < HEADER + TAG_BYTES) {
    throw new KinfoldError('save-truncated', `backup: the file ends after ${file.length} bytes; use a complete copy`);
  }
  const [format, schema, rounds] = new Uint32Array(file.buffer, MAGIC.length, 3) as unknown as [number, number, number];
  if (format !== FORMAT) throw invalid(`it has format ${format}, expected ${FORMAT}`);
  if (rounds < 1 || rounds > MOST_ROUNDS) throw invalid(`it asks for ${rounds} rounds, expected 1 to ${MOST_ROUNDS}`);
  const header = file.subarray(0, HEADER);
  const { key, check } = await derive(passphrase, file.subarray(SALT, CHECK), rounds);
  if (!isEqual(check, file.subarray(CHECK, NONCE))) {
    throw new KinfoldError('passphrase-wrong', 'backup: the passphrase is another one; nothing was changed');
  }
  try {
    const plain = await crypto.subtle.decrypt(algorithm(header), key, file.subarray(HEADER));
    return { schema, records: decodeRecords(new Uint8Array(plain)) };
  } catch (cause) {
    throw invalid('it is damaged or cut off; use another copy', cause);
  }
}

async function derive(passphrase: string, salt: Uint8Array, rounds: number) {
  const derivation = await Derivation.from(new Uint8Array(await stretch(passphrase, salt, rounds)));
  return { key: await derivation.aes('key'), check: await derivation.bytes('check') };
}

const algorithm = (header: Uint8Array<ArrayBuffer>): AesGcmParams => {
  return { name: 'AES-GCM', iv: header.subarray(NONCE, HEADER), additionalData: header, tagLength: 128 };
};

function encodeRecords(records: readonly PlainRecord[]): Uint8Array<ArrayBuffer> {
  const tensors = records.map(({ bytes }, i): [string, SafeTensor] => [
    String(i),
    { dtype: 'U8', shape: [bytes.length], data: bytes },
  ]);
  const listed = records.map(({ kind, identity, about }) => [kind, identity, about]);
  return writeSafetensors(new Map(tensors), { records: JSON.stringify(listed) });
}

function decodeRecords(bytes: Uint8Array): PlainRecord[] {
  const { tensors, metadata } = readSafetensors(bytes);
  const listed = JSON.parse(metadata.get('records')!) as [Kind, string | null, string][];
  return listed.map(([kind, identity, about], i) => {
    // A copy: what is read from it is aligned to its own beginning.
    return { kind, identity, about, bytes: tensors.get(String(i))!.data.slice() as Uint8Array };
  });
}

function invalid(problem: string, cause?: unknown): KinfoldError {
  return new KinfoldError('save-invalid', `backup: the file cannot be used: ${problem}`, { cause });
}
