// direct_product by vec4: a 4 × 4 block of C[m, n] = Σ_tap Σ_k A[m, tap, k] · B[n, tap, k] an invocation, for widths that are
// multiples of 4. Both matrices lie along k, so one load brings four terms of the sum: it costs a software adapter little more
// than one word. Eight loads to a turn and no more: beyond, such an adapter's machine code of a turn outgrows what a core
// predicts, and larger blocks run slower. The workgroup shares 4 rows; neighbours own neighbouring quads of columns.
//
// The importing file gives, `k` and `depth` counted in quads,
//   a_rows(m: vec4u, slice: u32) -> Rows           what it wants to know of four rows, worked out once
//   a_at(rows: Rows, tap: u32) -> vec4u            where they begin under a tap, NONE for a row of zeros
//   b_columns(n: vec4u, slice: u32) -> vec4u,  b_at(columns: vec4u, tap: u32) -> vec4u       the same of B
//   load_a(at: u32, k: u32) -> vec4f,  load_b(at: u32, k: u32) -> vec4f
//   store(m: u32, quad: u32, slice: u32, sum: vec4f)
// `slice` tells one product of a dispatch from the others.

#import none

override WORKGROUP: u32 = 8u;

fn quad_product(block: vec2u, slice: u32, lane: u32, rows: u32, quads: u32, taps: u32, depth: u32) {
  const NEXT = vec4u(0u, 1u, 2u, 3u);
  let row = block.y * 4u;
  let quad = block.x * WORKGROUP + lane;
  // Beyond the edge the last row and quad are read again; nothing of that is stored.
  let m = a_rows(min(row + NEXT, vec4u(rows - 1u)), slice);
  let n = b_columns(4u * min(quad, quads - 1u) + NEXT, slice);
  var sums = mat4x4f();
  for (var tap = 0u; tap < taps; tap++) {
    let a = a_at(m, tap);
    if (all(a == vec4u(NONE))) { continue; }
    let b = b_at(n, tap);
    for (var k = 0u; k < depth; k++) {
      let b0 = load_b(b.x, k);
      let b1 = load_b(b.y, k);
      let b2 = load_b(b.z, k);
      let b3 = load_b(b.w, k);
      let a0 = load_a(a.x, k);
      let a1 = load_a(a.y, k);
      let a2 = load_a(a.z, k);
      let a3 = load_a(a.w, k);
      sums[0] += vec4f(dot(a0, b0), dot(a0, b1), dot(a0, b2), dot(a0, b3));
      sums[1] += vec4f(dot(a1, b0), dot(a1, b1), dot(a1, b2), dot(a1, b3));
      sums[2] += vec4f(dot(a2, b0), dot(a2, b1), dot(a2, b2), dot(a2, b3));
      sums[3] += vec4f(dot(a3, b0), dot(a3, b1), dot(a3, b2), dot(a3, b3));
    }
  }
  if (quad >= quads) { return; }
  // The block moves past one store, as in direct_product.
  for (var r = row; r < min(row + 4u, rows); r++) {
    store(r, quad, slice, sums[0]);
    sums = mat4x4f(sums[1], sums[2], sums[3], sums[0]);
  }
}
