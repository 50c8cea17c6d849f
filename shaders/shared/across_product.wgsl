// direct_product by vec4 where A lies along k and B across: a 4 × 8 block of C[m, n] = Σ_tap Σ_k A[m, tap, k] · B[tap, k, n] an
// invocation, for widths that are multiples of 4. The workgroup shares 4 rows; an invocation owns two quads of columns,
// WORKGROUP quads apart.
//
// The importing file gives
//   a_rows(m: vec4u, slice: u32) -> Rows           what it wants to know of four rows, worked out once
//   a_at(rows: Rows, tap: u32) -> vec4u            where they begin under a tap, NONE for a row of zeros
//   load_a(at: u32, kq: u32) -> vec4f              terms 4 · kq + 0…3
//   b_columns(quad: u32, slice: u32) -> u32,  b_at(columns: u32, tap: u32) -> u32       the same of a quad of columns
//   load_b(at: u32, k: u32) -> vec4f               term k
//   store(m: u32, quad: u32, slice: u32, sum: vec4f)
// `slice` tells one product of a dispatch from the others.

#import none

override WORKGROUP: u32 = 8u;

fn across_product(block: vec2u, slice: u32, lane: u32, rows: u32, quads: u32, taps: u32, depth: u32) {
  let row = block.y * 4u;
  let column = block.x * 2u * WORKGROUP + lane;
  // Beyond the edge the last row and quad are read again; nothing of that is stored.
  let m = a_rows(min(row + vec4u(0u, 1u, 2u, 3u), vec4u(rows - 1u)), slice);
  let n = vec2u(b_columns(min(column, quads - 1u), slice), b_columns(min(column + WORKGROUP, quads - 1u), slice));
  var near = mat4x4f();
  var far = mat4x4f();
  for (var tap = 0u; tap < taps; tap++) {
    let at = a_at(m, tap);
    if (all(at == vec4u(NONE))) { continue; }
    let b = vec2u(b_at(n.x, tap), b_at(n.y, tap));
    for (var start = 0u; start < depth; start += 4u) {
      var a0 = load_a(at.x, start / 4u);
      var a1 = load_a(at.y, start / 4u);
      var a2 = load_a(at.z, start / 4u);
      var a3 = load_a(at.w, start / 4u);
      // A bound that no compiler knows keeps the loop rolled: four turns in a row run slower on a software adapter, whose
      // every load is dozens of instructions.
      for (var k = start; k < min(start + 4u, depth); k++) {
        let near_b = load_b(b.x, k);
        let far_b = load_b(b.y, k);
        near[0] += a0.x * near_b;
        far[0] += a0.x * far_b;
        near[1] += a1.x * near_b;
        far[1] += a1.x * far_b;
        near[2] += a2.x * near_b;
        far[2] += a2.x * far_b;
        near[3] += a3.x * near_b;
        far[3] += a3.x * far_b;
        a0 = a0.yzwx;
        a1 = a1.yzwx;
        a2 = a2.yzwx;
        a3 = a3.yzwx;
      }
    }
  }
  // The block moves past one store, as in direct_product.
  for (var r = row; r < min(row + 4u, rows); r++) {
    for (var c = column; c < min(column + 2u * WORKGROUP, quads); c += WORKGROUP) {
      store(r, c, slice, near[0]);
      near[0] = far[0];
    }
    near = mat4x4f(near[1], near[2], near[3], near[0]);
    far = mat4x4f(far[1], far[2], far[3], far[0]);
  }
}
