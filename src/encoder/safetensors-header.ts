import { KinfoldError } from '../errors.js';

/** Bytes of one element of each supported element type. */
export const ELEMENT_BYTES = { F64: 8, F32: 4, U32: 4, I32: 4, F16: 2, U8: 1 } as const;

export type Dtype = keyof typeof ELEMENT_BYTES;

/** What the header says of one tensor: `begin` and `end` count bytes from the end of the header. */
export interface HeaderEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly entries: readonly HeaderEntry[];
  readonly metadata: ReadonlyMap<string, string>;
}

const METADATA = '__metadata__';

/** The header's JSON text, without white space, fields in the order in which {@link parseHeader} expects them. */
export function formatHeader({ entries, metadata }: Header): string {
  const fields: string[] = [];
  if (metadata.size > 0) {
    const pairs = [...metadata].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    fields.push(`"${METADATA}":{${pairs.join(',')}}`);
  }
  for (const { name, dtype, shape, begin, end } of entries) {
    if (name === METADATA) {
      throw new KinfoldError(
        'argument-invalid',
        `safetensors: a tensor is named ${METADATA}, which the format keeps for itself; choose another name`,
      );
    }
    const offsets = `"data_offsets":[${begin},${end}]`;
    fields.push(`${JSON.stringify(name)}:{"dtype":"${dtype}","shape":[${shape.join(',')}],${offsets}}`);
  }
  return `{${fields.join(',')}}`;
}

/**
 * Reads the header's JSON text in the one form that the format's reference writer and {@link formatHeader} give it. A parser
 * of its own, because `JSON.parse` lets the last of two equal keys win, and a header with two meanings must not be read.
 * Anything else is `save-invalid`.
 */
export function parseHeader(text: string): Header {
  const cursor = new Cursor(text);
  const entries: HeaderEntry[] = [];
  const names = new Set<string>();
  let metadata: ReadonlyMap<string, string> = new Map();
  cursor.object((name) => {
    if (names.has(name)) throw cursor.unexpected(`the key ${JSON.stringify(name)} a second time`);
    names.add(name);
    if (name === METADATA) metadata = readMetadata(cursor);
    else entries.push(readEntry(cursor, name));
  });
  cursor.end();
  return { entries, metadata };
}

function readMetadata(cursor: Cursor): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  cursor.object((key) => {
    if (metadata.has(key)) throw cursor.unexpected(`the key ${JSON.stringify(key)} a second time`);
    metadata.set(key, cursor.string());
  });
  return metadata;
}

function readEntry(cursor: Cursor, name: string): HeaderEntry {
  cursor.expect('{"dtype":');
  const dtype = cursor.string();
  if (!isDtype(dtype)) {
    const known = Object.keys(ELEMENT_BYTES).join(', ');
    throw cursor.unexpected(`element type ${JSON.stringify(dtype)} (known are ${known})`);
  }
  cursor.expect(',"shape":[');
  const shape: number[] = [];
  if (!cursor.accept(']')) {
    do shape.push(cursor.integer());
    while (cursor.accept(','));
    cursor.expect(']');
  }
  cursor.expect(',"data_offsets":[');
  const begin = cursor.integer();
  cursor.expect(',');
  const end = cursor.integer();
  cursor.expect(']}');
  return { name, dtype, shape, begin, end };
}

function isDtype(text: string): text is Dtype {
  return Object.hasOwn(ELEMENT_BYTES, text);
}

class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  accept(token: string): boolean {
    const found = this.#text.startsWith(token, this.#at);
    if (found) this.#at += token.length;
    return found;
  }

  expect(token: string): void {
    if (!this.accept(token)) throw this.unexpected(`no ${token}`);
  }

  end(): void {
    if (this.#at !== this.#text.length) throw this.unexpected('text after the end');
  }

  object(readValue: (key: string) => void): void {
    this.expect('{');
    if (this.accept('}')) return;
    do {
      const key = this.string();
      this.expect(':');
      readValue(key);
    } while (this.accept(','));
    this.expect('}');
  }

  integer(): number {
    const start = this.#at;
    while (this.#text.charCodeAt(this.#at) >= 0x30 && this.#text.charCodeAt(this.#at) <= 0x39) this.#at++;
    const digits = this.#text.slice(start, this.#at);
    const value = Number(digits);
    if (!Number.isSafeInteger(value) || String(value) !== digits) throw this.unexpected('no whole number below 2^53');
    return value;
  }

  string(): string {
    const start = this.#at;
    this.expect('"');
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"')
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    this.expect('"');
    const token = this.#text.slice(start, this.#at);
    let value: unknown;
    try {
      value = JSON.parse(token);
    } catch (cause) {
      throw this.unexpected('a broken string', cause);
    }
    // Two spellings of one name would be two keys to one reader and one key to another.
    if (typeof value !== 'string' || JSON.stringify(value) !== token)
      throw this.unexpected('a string with needless escapes');
    return value;
  }

  unexpected(found: string, cause?: unknown): KinfoldError {
    return new KinfoldError(
      'save-invalid',
      `safetensors: the header has ${found} at character ${this.#at}, where the format's compact JSON was expected; save the file again`,
      cause === undefined ? {} : { cause },
    );
  }
}
