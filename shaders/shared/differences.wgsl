// A block of D[m, n] = Σ_k (A[m, k] − B[n, k])², register-blocked 4 × 4 an invocation. By differences and not by
// |a|² + |b|² − 2 a·b: equal rows are exactly 0 apart and D[m, n] has the bits of D[n, m].
// The importing file gives `load_a(m, k)` and `load_b(n, k)`, equal (zero) beyond the last k.

// Invocations across the columns (n) and the rows (m) of a workgroup; a block is 4 · TALL rows by 4 · WIDE columns.
override WIDE: u32 = 8u;
override TALL: u32 = 8u;
// Depth of a tile in k.
const DEPTH = 8u;

// Sized for TALL up to 16 and WIDE up to 64: 2 KiB + 8 KiB. An element holds four rows (columns) at one k.
var<workgroup> a_tile: array<vec4f, 128>;
var<workgroup> b_tile: array<vec4f, 512>;

/// Row m of the result is vector m of the matrix: result[m][n] belongs to (4 · local.y + m, 4 · local.x + n) of the
/// block that starts at `origin` = (first column, first row).
fn squared_differences(origin: vec2u, local: vec2u, depth: u32) -> mat4x4f {
  let lane = local.y * WIDE + local.x;
  var acc0 = vec4f();
  var acc1 = vec4f();
  var acc2 = vec4f();
  var acc3 = vec4f();
  for (var start = 0u; start < depth; start += DEPTH) {
    for (var slot = lane; slot < TALL * DEPTH; slot += WIDE * TALL) {
      let row = origin.y + slot / DEPTH * 4u;
      let at = start + slot % DEPTH;
      a_tile[slot % DEPTH * TALL + slot / DEPTH] =
        vec4f(load_a(row, at), load_a(row + 1u, at), load_a(row + 2u, at), load_a(row + 3u, at));
    }
    for (var slot = lane; slot < WIDE * DEPTH; slot += WIDE * TALL) {
      let column = origin.x + slot / DEPTH * 4u;
      let at = start + slot % DEPTH;
      b_tile[slot % DEPTH * WIDE + slot / DEPTH] =
        vec4f(load_b(column, at), load_b(column + 1u, at), load_b(column + 2u, at), load_b(column + 3u, at));
    }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k++) {
      let a = a_tile[k * TALL + local.y];
      let b = b_tile[k * WIDE + local.x];
      let d0 = a.x - b;
      let d1 = a.y - b;
      let d2 = a.z - b;
      let d3 = a.w - b;
      acc0 += d0 * d0;
      acc1 += d1 * d1;
      acc2 += d2 * d2;
      acc3 += d3 * d3;
    }
    workgroupBarrier();
  }
  return mat4x4f(acc0, acc1, acc2, acc3);
}
