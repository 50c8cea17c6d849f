// How a verifier compares one feature of an embedding, a, with the same feature of another, b. Both ways are symmetric, 0 where
// a = b, and of degree one: scaling all features scales them. Known when the pipeline is made, so that the choice costs nothing.
//   absolute difference: |a − b|
//   chi-squared:         (a − b)² / (a + b) of features that are not negative, 0 where both are 0

// 0 absolute difference, 1 chi-squared
override COMPARISON: u32 = 0u;

const CHI_SQUARED = 1u;
const SMALLEST_SUM = 1e-12f;

/// (a − b) / (a + b), in [−1, 1].
fn contrast(a: f32, b: f32) -> f32 {
  return (a - b) / max(a + b, SMALLEST_SUM);
}

fn comparison(a: f32, b: f32) -> f32 {
  if (COMPARISON == CHI_SQUARED) { return (a - b) * contrast(a, b); }
  return abs(a - b);
}

/// d comparison / d a; 0 where a = b.
fn comparison_slope(a: f32, b: f32) -> f32 {
  if (COMPARISON == CHI_SQUARED) { return contrast(a, b) * (2.0 - contrast(a, b)); }
  return sign(a - b);
}
