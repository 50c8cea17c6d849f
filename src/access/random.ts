/** Uniform in [0, 1), from the platform's source of secrets: whoever could foresee a challenge could film it. */
export function secureRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;
}
