import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { readSafetensors, writeSafetensors } from '../../src/encoder/safetensors.js';
import { KinfoldError } from '../../src/errors.js';
import { file, metadata, sample } from '../support/safetensors.js';

const code = (expected: string) => expect.objectContaining({ name: 'KinfoldError', code: expected });

describe('a damaged file', () => {
  const entry = (name: string, shape: string, begin: number, end: number, dtype = 'U8') =>
    `"${name}":{"dtype":"${dtype}","shape":[${shape}],"data_offsets":[${begin},${end}]}`;

  it.each([
    ['header length over 100 MB', file('{}', [], 100_000_001), 'save-invalid'],
    ['header length of 2^63', file('{}', [], 2 ** 63), 'save-invalid'],
    ['header length beyond the file', file('{}', [], 3), 'save-truncated'],
    ['header length zero', file('', []), 'save-invalid'],
    ['only padding', file('    '), 'save-invalid'],
    ['text after the header', file('{}{}'), 'save-invalid'],
    ['padding before the header', file(' {}'), 'save-invalid'],
    ['not an object', file('[]'), 'save-invalid'],
    ['not UTF-8', file('{}', [0xff], 3), 'save-invalid'],
    ['a byte order mark', file('\ufeff{}'), 'save-invalid'],
    ['overlapping tensors', file(`{${entry('a', '2', 0, 2)},${entry('b', '2', 1, 3)}}`, [1, 2, 3]), 'save-invalid'],
    [
      'two names for the same bytes',
      file(`{${entry('a', '2', 0, 2)},${entry('b', '2', 0, 2)}}`, [1, 2]),
      'save-invalid',
    ],
    ['a gap', file(`{${entry('a', '1', 0, 1)},${entry('b', '1', 2, 3)}}`, [1, 2, 3]), 'save-invalid'],
    ['a gap at the start', file(`{${entry('a', '1', 1, 2)}}`, [1, 2]), 'save-invalid'],
    ['bytes after the last tensor', file(`{${entry('a', '1', 0, 1)}}`, [1, 2]), 'save-invalid'],
    ['bytes after no tensor', file('{}', [1]), 'save-invalid'],
    ['too few bytes for the shape', file(`{${entry('a', '3', 0, 2)}}`, [1, 2]), 'save-invalid'],
    ['too many bytes for the shape', file(`{${entry('a', '1', 0, 2)}}`, [1, 2]), 'save-invalid'],
    ['half an element', file(`{${entry('a', '1', 0, 2, 'F32')}}`, [1, 2]), 'save-invalid'],
    ['an end before its beginning', file(`{${entry('a', '0', 2, 1)}}`, [1, 2]), 'save-invalid'],
    ['a tensor beyond the file', file(`{${entry('a', '3', 0, 3)}}`, [1, 2]), 'save-truncated'],
    ['a tensor of 8 EB', file(`{${entry('a', '9007199254740991', 0, 9007199254740991)}}`), 'save-truncated'],
    ['dims that overflow', file(`{${entry('a', '4294967296,4294967296', 0, 0)}}`), 'save-invalid'],
    ['dims that overflow before a zero', file(`{${entry('a', '9007199254740991,2,0', 0, 0)}}`), 'save-invalid'],
    ['a dim over 2^53', file(`{${entry('a', '9007199254740992', 0, 0)}}`), 'save-invalid'],
    ['a negative dim', file(`{${entry('a', '-1', 0, 1)}}`, [1]), 'save-invalid'],
    ['a fraction', file(`{${entry('a', '1.0', 0, 1)}}`, [1]), 'save-invalid'],
    ['an exponent', file(`{${entry('a', '1e0', 0, 1)}}`, [1]), 'save-invalid'],
    ['a leading zero', file(`{${entry('a', '01', 0, 1)}}`, [1]), 'save-invalid'],
    ['a missing dim', file(`{${entry('a', '1,', 0, 1)}}`, [1]), 'save-invalid'],
    ['an unknown type', file(`{${entry('a', '1', 0, 1, 'Q4')}}`, [1]), 'save-invalid'],
    ['a type from the prototype', file(`{${entry('a', '1', 0, 1, 'toString')}}`, [1]), 'save-invalid'],
    ['a tensor twice', file(`{${entry('a', '1', 0, 1)},${entry('a', '1', 1, 2)}}`, [1, 2]), 'save-invalid'],
    [
      'a tensor twice, once escaped',
      file(`{${entry('a', '1', 0, 1)},${entry('\\u0061', '1', 1, 2)}}`, [1, 2]),
      'save-invalid',
    ],
    ['metadata twice', file('{"__metadata__":{},"__metadata__":{}}'), 'save-invalid'],
    ['a metadata key twice', file('{"__metadata__":{"a":"1","a":"2"}}'), 'save-invalid'],
    ['a metadata number', file('{"__metadata__":{"a":1}}'), 'save-invalid'],
    ['white space', file(`{ ${entry('a', '1', 0, 1)}}`, [1]), 'save-invalid'],
    ['an unknown field', file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0],"x":1}}'), 'save-invalid'],
    ['a missing field', file('{"a":{"dtype":"U8","shape":[0]}}'), 'save-invalid'],
    ['a trailing comma', file(`{${entry('a', '0', 0, 0)},}`), 'save-invalid'],
    ['an open string', file('{"a'), 'save-invalid'],
    ['an open escape', file('{"a\\'), 'save-invalid'],
    ['a control character', file('{"__metadata__":{"a":"\u0001"}}'), 'save-invalid'],
    ['a needless escape', file('{"__metadata__":{"a":"\\/"}}'), 'save-invalid'],
    ['deep nesting', file('['.repeat(100_000)), 'save-invalid'],
    ['a string of backslashes', file(`{"${'\\'.repeat(1_000_001)}`), 'save-invalid'],
  ])('with %s is refused', (_, bytes, expected) => {
    expect(() => readSafetensors(bytes)).toThrow(code(expected));
  });

  it('cut anywhere is save-truncated', () => {
    const bytes = writeSafetensors(sample, metadata);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.subarray(0, length)), `cut at ${length}`).toThrow(code('save-truncated'));
    }
  });

  it('with one wrong byte gives a result or a KinfoldError', () => {
    const bytes = writeSafetensors(sample, metadata);
    const random = createRandom(1);
    const outcomes = { read: 0, refused: 0 };
    for (let i = 0; i < 5000; i++) {
      const mutated = bytes.slice();
      // Half of the mutations go into the length and the header's beginning, which a uniform choice would seldom meet.
      mutated[random.integer(i % 2 ? bytes.length : 64)]! ^= 1 + random.integer(255);
      try {
        const { tensors } = readSafetensors(mutated);
        let total = 0;
        for (const { data } of tensors.values()) total += data.byteLength;
        expect(total).toBeLessThanOrEqual(mutated.length);
        outcomes.read++;
      } catch (error) {
        if (!(error instanceof KinfoldError)) throw error;
        expect(['save-invalid', 'save-truncated']).toContain(error.code);
        outcomes.refused++;
      }
    }
    expect(outcomes.read).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(1000);
  });

  it('allocates no more than it holds', () => {
    const huge = file(`{${entry('a', '9007199254740', 0, 9007199254740)}}`, [1, 2]);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => readSafetensors(huge)).toThrow(code('save-truncated'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});
