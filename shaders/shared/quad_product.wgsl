// direct_product by vec4: an 8 × 8 block of C[m, n] = Σ_tap Σ_k A[m, tap, k] · B[n, tap, k] an invocation, for widths that
// are multiples of 4. A lies along k, so one load brings four terms of the sum: it costs a software adapter little more than
// one word. The workgroup shares 8 rows; an invocation owns two quads of columns, WORKGROUP quads apart.
//
// The importing file gives, `k` and `depth` counted in quads,
//   a_rows(m: vec4u, slice: u32) -> Rows           what it wants to know of four rows, worked out once
//   a_at(rows: Rows, tap: u32) -> vec4u            where they begin under a tap, NONE for a row of zeros
//   b_columns(quad: u32, slice: u32) -> vec4u,  b_at(columns: vec4u, tap: u32) -> vec4u       the same of a quad of B's columns
//   load_a(at: u32, k: u32) -> vec4f,  load_b(at: vec4u, k: u32) -> mat4x4f, whose column j is term 4 · k + j of four columns
//   store(m: u32, quad: u32, slice: u32, sum: vec4f)
// `slice` tells one product of a dispatch from the others.

#import none

override WORKGROUP: u32 = 8u;

fn quad_product(block: vec2u, slice: u32, lane: u32, rows: u32, quads: u32, taps: u32, depth: u32) {
  let row = block.y * 8u;
  let column = block.x * 2u * WORKGROUP + lane;
  // Beyond the edge the last row and quad are read again; nothing of that is stored.
  let m0 = a_rows(min(row + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u)), slice);
  let m4 = a_rows(min(row + vec4u(4u, 5u, 6u, 7u), vec4u(rows - 1u)), slice);
  let n0 = b_columns(min(column, quads - 1u), slice);
  let n4 = b_columns(min(column + WORKGROUP, quads - 1u), slice);
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
      let near = load_b(left, k);
      let far = load_b(right, k);
      let a0 = load_a(top.x, k);
      near0 += near * a0;
      far0 += far * a0;
      let a1 = load_a(top.y, k);
      near1 += near * a1;
      far1 += far * a1;
      let a2 = load_a(top.z, k);
      near2 += near * a2;
      far2 += far * a2;
      let a3 = load_a(top.w, k);
      near3 += near * a3;
      far3 += far * a3;
      let a4 = load_a(low.x, k);
      near4 += near * a4;
      far4 += far * a4;
      let a5 = load_a(low.y, k);
      near5 += near * a5;
      far5 += far * a5;
      let a6 = load_a(low.z, k);
      near6 += near * a6;
      far6 += far * a6;
      let a7 = load_a(low.w, k);
      near7 += near * a7;
      far7 += far * a7;
    }
  }
  // The block moves past one store, as in direct_product.
  for (var r = row; r < min(row + 8u, rows); r++) {
    for (var c = column; c < min(column + 2u * WORKGROUP, quads); c += WORKGROUP) {
      store(r, c, slice, near0);
      near0 = far0;
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
