import { KinfoldError } from '../errors.js';
import { normalQuantile } from './normal-quantile.js';

/** A seeded stream of random numbers, the same bits in every JavaScript engine. */
export interface Random {
  /** An integer in [0, 2³²). */
  uint32(): number;
  /** A multiple of 2⁻³² in [0, 1). */
  uniform(): number;
  /** A standard normal number, |x| < 6.4. Takes one `uint32` from the stream. */
  normal(): number;
  /** An integer in [0, below), every one equally likely. `below` is an integer in [1, 2³²], else `argument-invalid`. */
  integer(below: number): number;
  /** A shuffled copy (Fisher–Yates); `items` is left as it is. */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent stream that depends on this one's present state and on `label`. This stream does not advance. */
  fork(label: string): Random;
  /** Four words in [0, 2³²) from which {@link restoreRandom} goes on with the same stream. */
  state(): number[];
}

/**
 * Starts a stream: xoshiro128** 1.1 (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", 2018;
 * period 2¹²⁸ − 1). Normal numbers are drawn by inversion, see `normalQuantile`. Not for secrets.
 *
 * @param seed - integer in [0, 2⁵³), else `argument-invalid`.
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new KinfoldError(
      'argument-invalid',
      `random: seed is ${seed} but must be an integer from 0 to 2^53 - 1; pass a whole number`,
    );
  }
  return stream(digest([seed >>> 0, Math.floor(seed / 2 ** 32)]));
}

/**
 * Goes on with a stream where `state()` was called.
 *
 * @param state - four integers in [0, 2³²), not all zero, else `argument-invalid`.
 */
export function restoreRandom(state: readonly number[]): Random {
  const words = state.length === 4 && state.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32);
  if (!words || state.every((word) => word === 0)) {
    throw new KinfoldError(
      'argument-invalid',
      `random: state is [${state.join(', ')}] but must be four integers from 0 to 2^32 - 1, not all zero; pass what state() returned`,
    );
  }
  return stream(state);
}

function stream(initial: readonly number[]): Random {
  let [a = 0, b = 0, c = 0, d = 0] = initial;

  const uint32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  const integer = (below: number): number => {
    if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) {
      throw new KinfoldError('argument-invalid', `random.integer: below is ${below} but must be from 1 to 2^32`);
    }
    // The last, incomplete run of `below` values would favour small results: draw again.
    const fair = 2 ** 32 - (2 ** 32 % below);
    let drawn = uint32();
    while (drawn >= fair) drawn = uint32();
    return drawn % below;
  };
  const state = () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0];

  return {
    uint32,
    integer,
    state,
    uniform: () => uint32() / 2 ** 32,
    normal: () => normalQuantile((uint32() + 0.5) / 2 ** 32),
    shuffle: <T>(items: readonly T[]): T[] => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = integer(last + 1);
        [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
      }
      return shuffled;
    },
    fork: (label) => stream(digest([...state(), ...label.split('').map((unit) => unit.charCodeAt(0))])),
  };
}

/** Four well-mixed words from any number of words: xoshiro must not start from a state of few bits. */
function digest(words: readonly number[]): number[] {
  const lanes = [0x9e3779b9, 0x3c6ef372, 0xdaa66d2b, 0x78dde6e4];
  let carry = words.length;
  for (const word of words) {
    for (let i = 0; i < 4; i++) {
      lanes[i] = mix32((lanes[i]! ^ word) + Math.imul(carry, 0x9e3779b9) + i);
      carry = lanes[i]!;
    }
  }
  if (lanes.every((lane): boolean => lane === 0)) lanes[0] = 1;
  return lanes;
}

/** The 32-bit finaliser of MurmurHash3 (A. Appleby). */
function mix32(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
