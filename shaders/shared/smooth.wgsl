// Smooth functions that neither overflow nor lose their tails, whatever finite x: exp is only taken of what is not positive.

const SMALLEST = 1e-3f;

/// 1 / (1 + e^−x).
fn sigmoid(x: vec4f) -> vec4f {
  let power = exp(-abs(x));
  return select(power, vec4f(1.0), x > vec4f()) / (1.0 + power);
}

/// log(1 + e^x).
fn softplus(x: vec4f) -> vec4f {
  let power = exp(-abs(x));
  let tail = select(log(1.0 + power), power - 0.5 * power * power, power < vec4f(SMALLEST));
  return max(x, vec4f()) + tail;
}

/// The slope of softplus from its result: 1 − e^−y.
fn softplus_slope(y: vec4f) -> vec4f {
  return select(1.0 - exp(-y), y - 0.5 * y * y, y < vec4f(SMALLEST));
}

/// The hyperbolic tangent to 3e-7: the rational function of odd degree 13 over 6 that Eigen fitted (Eigen 3.3,
/// `generic_fast_tanh_float`). WGSL's own may divide infinity by infinity.
fn tanh_of(x: vec4f) -> vec4f {
  let c = clamp(x, vec4f(-9.0), vec4f(9.0));
  let z = c * c;
  var p = z * -2.76076847742355e-16 + 2.00018790482477e-13;
  p = p * z - 8.60467152213735e-11;
  p = p * z + 5.12229709037114e-08;
  p = p * z + 1.48572235717979e-05;
  p = p * z + 6.37261928875436e-04;
  p = p * z + 4.89352455891786e-03;
  var q = z * 1.19825839466702e-06 + 1.18534705686654e-04;
  q = q * z + 2.26843463243900e-03;
  q = q * z + 4.89352518554385e-03;
  return select(clamp(c * p / q, vec4f(-1.0), vec4f(1.0)), sign(x), abs(x) >= vec4f(9.0));
}

/// The error function to 5e-7, 7e-8 of it the formula's: a rational function of odd degree 13 over 8 (TensorFlow's and
/// Eigen's, `generic_fast_erf_float`).
fn erf(x: vec4f) -> vec4f {
  let c = clamp(x, vec4f(-4.0), vec4f(4.0));
  let z = c * c;
  var p = z * -2.72614225801306e-10 + 2.77068142495902e-08;
  p = p * z - 2.10102402082508e-06;
  p = p * z - 5.69250639462346e-05;
  p = p * z - 7.34990630326855e-04;
  p = p * z - 2.95459980854025e-03;
  p = p * z - 1.60960333262415e-02;
  var q = z * -1.45660718464996e-05 - 2.13374055278905e-04;
  q = q * z - 1.68282697438203e-03;
  q = q * z - 7.37332916720468e-03;
  q = q * z - 1.42647390514189e-02;
  return select(clamp(c * p / q, vec4f(-1.0), vec4f(1.0)), sign(x), abs(x) >= vec4f(3.95));
}
