// A TILE × TILE block of C[m, n] = Σ_k A[m, k] · B[n, k], register-blocked 4 × 4 an invocation.
// The importing file gives `load_a(m, k)` and `load_b(n, k)`, zero outside the matrices.

// Invocations along one side of a workgroup; TILE = 4 · SIDE.
override SIDE: u32 = 8u;
// Depth of a tile in k.
const DEPTH = 16u;

// Workgroup memory is sized for the widest SIDE of 16: 2 · 16 · 16 · 16 bytes = 8 KiB.
var<workgroup> a_tile: array<array<vec4f, 16>, DEPTH>;
var<workgroup> b_tile: array<array<vec4f, 16>, DEPTH>;

/// (column, row) of the first of the 4 × 4 elements that an invocation owns.
fn first_element(group: vec2u, local: vec2u) -> vec2u {
  return (group * SIDE + local) * 4u;
}

fn product(group: vec2u, local: vec2u, depth: u32) -> mat4x4f {
  let origin = group * SIDE * 4u;
  let lane = local.y * SIDE + local.x;
  var acc0 = vec4f();
  var acc1 = vec4f();
  var acc2 = vec4f();
  var acc3 = vec4f();
  for (var start = 0u; start < depth; start += DEPTH) {
    for (var slot = lane; slot < SIDE * DEPTH; slot += SIDE * SIDE) {
      let k = slot % DEPTH;
      let quad = slot / DEPTH;
      let row = origin.y + quad * 4u;
      let column = origin.x + quad * 4u;
      let at = start + k;
      a_tile[k][quad] = vec4f(load_a(row, at), load_a(row + 1u, at), load_a(row + 2u, at), load_a(row + 3u, at));
      b_tile[k][quad] = vec4f(load_b(column, at), load_b(column + 1u, at), load_b(column + 2u, at), load_b(column + 3u, at));
    }
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k++) {
      let a = a_tile[k][local.y];
      let b = b_tile[k][local.x];
      acc0 += a.x * b;
      acc1 += a.y * b;
      acc2 += a.z * b;
      acc3 += a.w * b;
    }
    workgroupBarrier();
  }
  return mat4x4f(acc0, acc1, acc2, acc3);
}
