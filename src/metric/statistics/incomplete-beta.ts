/** Terms after which the continued fraction must have settled; it needs about √max(a, b) of them. */
const TERMS = 100_000;
/** Stands for a zero denominator in Lentz's method. */
const TINY = 1e-300;

/**
 * The regularised incomplete beta function I_x(a, b), to about 1e-12 relative for a, b up to 1e7: the probability that a beta
 * variable lies below x, and, for whole a and b, that a + b − 1 trials of probability x succeed a times or more.
 * By the continued fraction DLMF 8.17.22, summed with Lentz's method (W. J. Lentz, 1976; modified by I. J. Thompson and A. R. Barnett).
 *
 * @param a, b - positive. @param x - in [0, 1].
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction settles fast on the near side of the mean only; the other side is I_x(a, b) = 1 − I_{1−x}(b, a).
  return x < (a + 1) / (a + b + 2) ? lowerTail(x, 1 - x, a, b) : 1 - lowerTail(1 - x, x, b, a);
}

/** The x at which I_x(a, b) = `probability`, to the last bits that bisection finds. */
export function betaQuantile(probability: number, a: number, b: number): number {
  return rising((x) => incompleteBeta(x, a, b) - probability);
}

/**
 * The root in [0, 1] of a function that rises there, to 1e-14 of itself: the chord's way, with the value at an end that stays halved
 * (the Illinois method), and bisection whenever three chords have not halved the bracket.
 */
export function rising(f: (x: number) => number): number {
  let [low, high] = [0, 1];
  let [below, above] = [f(0), f(1)];
  if (below >= 0) return 0;
  if (above <= 0) return 1;
  let width = 2;
  let side = 0;
  for (let step = 0; high - low > 1e-14 * high; step++) {
    const chord = low - (below * (high - low)) / (above - below);
    const bisects = step % 3 === 0 && high - low > width / 2;
    if (step % 3 === 0) width = high - low;
    const x = bisects || !(chord > low && chord < high) ? (low + high) / 2 : chord;
    if (x <= low || x >= high) break;
    const value = f(x);
    if (value < 0) {
      [low, below] = [x, value];
      if (side === -1) above /= 2;
      side = -1;
    } else {
      [high, above] = [x, value];
      if (side === 1) below /= 2;
      side = 1;
    }
  }
  return (low + high) / 2;
}

/** The point that a Student variable of `freedom` degrees exceeds in absolute value with probability `alpha`. */
export function studentQuantile(alpha: number, freedom: number): number {
  const x = betaQuantile(alpha, freedom / 2, 0.5);
  return Math.sqrt(freedom * (1 / x - 1));
}

/** I_x(a, b) for x below (a + 1)/(a + b + 2); `y` is 1 − x. */
function lowerTail(x: number, y: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < TERMS; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / nonZero(1 + term * d);
      c = nonZero(1 + term / c);
      fraction *= d * c;
    }
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return (density(x, y, a, b) / a) * fraction;
}

const nonZero = (value: number) => (Math.abs(value) < TINY ? TINY : value);

/**
 * x^a·y^b / B(a, b), with the powers and the gamma functions taken together before the exponential, because each alone overflows
 * (C. Loader, "Fast and accurate computation of binomial probabilities", 2000).
 */
function density(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  // Of x and 1 − x the smaller one has all its digits.
  const excess = x < y ? x * n - a : b - y * n;
  const powers = a * Math.log1p(excess / a) + b * Math.log1p(-excess / b);
  return (
    Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(powers + stirlingError(n) - stirlingError(a) - stirlingError(b))
  );
}

/** ln Γ(z) − ln(√(2π/z)·(z/e)^z): what Stirling's formula leaves. DLMF 5.11.1 from 16 on, below by Γ(z + 1) = z·Γ(z). */
function stirlingError(z: number): number {
  if (z < 16) return stirlingError(z + 1) + (z + 0.5) * Math.log1p(1 / z) - 1;
  const s = 1 / (z * z);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188))))) / z;
}
