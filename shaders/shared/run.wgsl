// A run of terms of a sum: the first one's place in A and in B, and how many there are.
struct Run {
  a: u32,
  b: u32,
  /// From one term of B to the next.
  b_step: u32,
  count: u32,
}
