// An 8 × 8 block of C[m, n] = Σ_tap Σ_k A[m, tap, k] · B[n, tap, k] an invocation, straight from storage: no workgroup memory,
// no barrier, any width. The workgroup shares 8 rows; an invocation's columns are WORKGROUP apart, so neighbours read
// neighbouring columns. A plain product has one tap; a convolution one for each place of its window.
//
// The importing file gives
//   a_rows(m: vec4u, slice: u32) -> Rows           what it wants to know of four rows, worked out once
//   a_at(rows: Rows, tap: u32) -> vec4u            where they begin under a tap, NONE for a row of zeros
//   b_columns(n: vec4u, slice: u32) -> vec4u       the same of B
//   b_at(columns: vec4u, tap: u32) -> vec4u
//   load_a(at: u32, k: u32) -> f32,  load_b(at: u32, k: u32) -> f32
//   store(m: u32, n: u32, slice: u32, sum: f32)
// `slice` tells one product of a dispatch from the others: a group of channels, a chunk of rows.

#import none

override WORKGROUP: u32 = 32u;

fn direct_product(block: vec2u, slice: u32, lane: u32, rows: u32, columns: u32, taps: u32, depth: u32) {
  const NEXT = vec4u(0u, 1u, 2u, 3u);
  let row = block.y * 8u;
  let column = block.x * 8u * WORKGROUP + lane;
  // Beyond the edge the last row and column are read again; nothing of that is stored.
  let m0 = a_rows(min(row + NEXT, vec4u(rows - 1u)), slice);
  let m4 = a_rows(min(row + 4u + NEXT, vec4u(rows - 1u)), slice);
  let n0 = b_columns(min(column + NEXT * WORKGROUP, vec4u(columns - 1u)), slice);
  let n4 = b_columns(min(column + (4u + NEXT) * WORKGROUP, vec4u(columns - 1u)), slice);
  var near0 = vec4f();
  var far0 = vec4f();
  var near1 = vec4f();
  var far1 = vec4f();
  var near2 = vec4f();
  var far2 = vec4f();
  var near3 = vec4f();
  var far3 = vec4f();
  var near4 = vec4f();
  var far4 = vec4f();
  var near5 = vec4f();
  var far5 = vec4f();
  var near6 = vec4f();
  var far6 = vec4f();
  var near7 = vec4f();
  var far7 = vec4f();
  for (var tap = 0u; tap < taps; tap++) {
    let top = a_at(m0, tap);
    let low = a_at(m4, tap);
    if (all(top == vec4u(NONE)) && all(low == vec4u(NONE))) { continue; }
    let left = b_at(n0, tap);
    let right = b_at(n4, tap);
    for (var k = 0u; k < depth; k++) {
      let near = vec4f(load_b(left.x, k), load_b(left.y, k), load_b(left.z, k), load_b(left.w, k));
      let far = vec4f(load_b(right.x, k), load_b(right.y, k), load_b(right.z, k), load_b(right.w, k));
      let a0 = vec4f(load_a(top.x, k), load_a(top.y, k), load_a(top.z, k), load_a(top.w, k));
      let a4 = vec4f(load_a(low.x, k), load_a(low.y, k), load_a(low.z, k), load_a(low.w, k));
      near0 += a0.x * near;
      far0 += a0.x * far;
      near1 += a0.y * near;
      far1 += a0.y * far;
      near2 += a0.z * near;
      far2 += a0.z * far;
      near3 += a0.w * near;
      far3 += a0.w * far;
      near4 += a4.x * near;
      far4 += a4.x * far;
      near5 += a4.y * near;
      far5 += a4.y * far;
      near6 += a4.z * near;
      far6 += a4.z * far;
      near7 += a4.w * near;
      far7 += a4.w * far;
    }
  }
  // The block moves past one store instead of being indexed, which would put it into memory, or unrolled: either takes a
  // software adapter a second to compile.
  for (var r = row; r < min(row + 8u, rows); r++) {
    for (var c = column; c < min(column + 8u * WORKGROUP, columns); c += WORKGROUP) {
      store(r, c, slice, near0.x);
      near0 = vec4f(near0.yzw, far0.x);
      far0 = far0.yzwx;
    }
    near0 = near1;
    far0 = far1;
    near1 = near2;
    far1 = far2;
    near2 = near3;
    far2 = far3;
    near3 = near4;
    far3 = far4;
    near4 = near5;
    far4 = far5;
    near5 = near6;
    far5 = far6;
    near6 = near7;
    far6 = far7;
  }
}
