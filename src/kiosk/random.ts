/** Uniform in [0, 1), from the platform's secure source: what a challenge asks for must not be foreseen. */
export function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;
}
