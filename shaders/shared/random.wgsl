// Counter-based random numbers: the same (index, step, seed) gives the same number on every device and in every order.

/// Three well-mixed words from three: pcg3d (M. Jarzynski and M. Olano, "Hash functions for GPU rendering", 2020).
fn random_words(counter: vec3u) -> vec3u {
  var v = counter * 1664525u + 1013904223u;
  v.x += v.y * v.z;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v ^= v >> vec3u(16u);
  v.x += v.y * v.z;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  return v;
}

/// The counter of an element in a node of a step: nodes with different salts draw apart, although the seed is one for all.
fn counter_of(index: u32, step: u32, salt: u32, seed: u32) -> vec3u {
  return vec3u(index, step + salt * 0x85ebca6bu, seed);
}

/// A standard normal number (G. E. P. Box and M. E. Muller, 1958) from two 24-bit uniforms; |n| < 5.8.
fn random_normal(counter: vec3u) -> f32 {
  let words = random_words(counter);
  // In (0, 1], so that the logarithm is finite; the angle in [−π, π), where WGSL bounds the error of cos.
  let radius = f32((words.x >> 8u) + 1u) * 0x1p-24;
  let angle = (f32(words.y >> 8u) * 0x1p-24 - 0.5) * 6.2831855;
  return sqrt(-2.0 * min(log(radius), 0.0)) * cos(angle);
}
