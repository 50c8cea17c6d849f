// Wichura, M. J. (1988): Algorithm AS 241, The percentage points of the normal distribution. Applied Statistics 37(3), 477–484.
// The double-precision rational approximations of its routine PPND16, highest power first, rounded to doubles.
const CENTRE_TOP = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const CENTRE_BOTTOM = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const TAIL_TOP = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const TAIL_BOTTOM = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];

/**
 * The point below which a standard normal variable lies with probability `p`, to about 1e-15 relative.
 * Uses only `+ - * /` and `Math.sqrt`, which IEEE 754 rounds in one way: the result has the same bits in every engine.
 *
 * @param p - probability in [2⁻³⁴, 1 − 2⁻³⁴]; the far tail of the source, e⁻²⁵ and below, is left out.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r);
  }
  const r = Math.sqrt(-logarithm(q < 0 ? p : 1 - p)) - 1.6;
  const magnitude = polynomial(TAIL_TOP, r) / polynomial(TAIL_BOTTOM, r);
  return q < 0 ? -magnitude : magnitude;
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const c of coefficients) sum = sum * x + c;
  return sum;
}

/** ln x for x in (0, 1]. `Math.log` may differ by an ulp from engine to engine; this series may not. */
function logarithm(x: number): number {
  let mantissa = x;
  let halvings = 0;
  while (mantissa < 0.75) {
    mantissa *= 2;
    halvings++;
  }
  // ln m = 2 artanh s with s = (m − 1) / (m + 1); |s| ≤ 1/5, so twelve terms reach 2⁻⁵³.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let odd = 23; odd >= 1; odd -= 2) series = series * square + 1 / odd;
  return 2 * s * series - halvings * Math.LN2;
}
