/** Chooses an integer from 0 to `below` − 1, from a seed, so that a case is found again by its seed and its number. */
export type Choice = (below: number) => number;

/** Mulberry32, started from a seed and the number of a case. */
export function choices(seed: number, index: number): Choice {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}
