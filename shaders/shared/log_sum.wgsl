// Sums of exponentials and their logarithm, without overflow and without losing what is small beside one.

/// e^x for x ≤ 0; 1 beyond.
fn power_of(x: f32) -> f32 {
  return exp(min(x, 0.0));
}

/// log(1 + x) for x ≥ 0.
fn log_one_plus(x: f32) -> f32 {
  return select(log(1.0 + x), x - 0.5 * x * x, x < 1e-3);
}
