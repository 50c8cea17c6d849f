import { type Bytes, damage, join } from './bytes.js';
import type { Choice } from './random.js';

const TOKENS = [
  '9007199254740993',
  '4294967296',
  '-1',
  '0',
  '1e3',
  '""',
  'null',
  '"F32"',
  '"F64"',
  '[',
  '}',
  '"__metadata__"',
];

/** Changes a number, a name or an entry of a safetensors header and corrects its length, or lets its length lie. */
export function editHeader(bytes: Uint8Array, choose: Choice, donor: Uint8Array): Bytes {
  if (bytes.length < 16) return damage(bytes, choose, donor);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const text = Buffer.from(bytes.subarray(8, 8 + length)).toString('latin1');
  const tokens = [...text.matchAll(/-?\d+|"[^"]*"|[[\]{},:]/g)];
  if (tokens.length === 0) return damage(bytes, choose, donor);
  const from = tokens[choose(tokens.length)]!;
  const to = tokens[choose(tokens.length)]!;
  const [start, end] = [Math.min(from.index, to.index), Math.max(from.index + from[0].length, to.index + to[0].length)];
  const way = choose(4);
  const changed = [
    () => text.slice(0, from.index) + TOKENS[choose(TOKENS.length)]! + text.slice(from.index + from[0].length),
    () => text.slice(0, from.index) + to[0] + text.slice(from.index + from[0].length),
    () => text.slice(0, end) + text.slice(start),
    () => text.slice(0, start) + text.slice(end),
  ][way]!();
  const header = Buffer.from(changed, 'latin1');
  const size = new DataView(new ArrayBuffer(8));
  size.setUint32(0, choose(8) === 0 ? choose(2 ** 31) : header.length, true);
  return join(new Uint8Array(size.buffer), header, bytes.subarray(8 + length));
}
