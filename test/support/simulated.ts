import type { Random } from '../../src/cpu/random.js';

/** `count` standard normal numbers with correlation `rho`. */
export function correlatedNormal(random: Random, count: number, rho: number): number[] {
  const shared = Math.sqrt(rho) * random.normal();
  return Array.from({ length: count }, () => shared + Math.sqrt(1 - rho) * random.normal());
}

/** `count` numbers, each uniform on [0, 1]; the normal numbers behind them have correlation `rho`. */
export function correlatedUniform(random: Random, count: number, rho: number): Float32Array {
  return Float32Array.from(correlatedNormal(random, count, rho), normalCdf);
}

/** The share of `runs` in which what holds with 95 % confidence may be missed: three standard errors above 5 %. */
export const mostMissed = (runs: number): number => 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs);

/** Φ(x) to 1e-7: M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 26.2.17. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return x > 0 ? 1 - tail : tail;
}
