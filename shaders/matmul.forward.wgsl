// y[slice] = Σ_tap x1[slice, tap] · x2[slice, tap], matrices whose rows are multiples of 4 words
//
// x1  [any]   element (m, k) of a matrix at a_start(matrix) + m · a_m + k · a_k; one of the two steps is 1
// x2  [any]   element (k, n) at b_start(matrix) + n · b_n + k · b_k
// y   [slices, rows, columns]   overwritten; read by the next node, or by the backward of the one before
//
// Both gradients are such products too. Taps are the matrices of a batch that a broadcast one belongs to: they are added up,
// in order, so two runs are bit-equal.
//
// Dispatch: one workgroup a TILE × TILE block of a matrix of y, (columns / TILE, rows / TILE, slices).

#import product
#import matrices

override A_ALONG_K: bool = true;
override B_ALONG_K: bool = false;

struct Params {
  rows: u32,
  columns: u32,
  depth: u32,
  taps: u32,
  a_m: u32,
  a_k: u32,
  b_n: u32,
  b_k: u32,
  size0: u32, size1: u32, size2: u32, size3: u32, size4: u32, size5: u32, size6: u32, size7: u32,
  a_stride0: u32, a_stride1: u32, a_stride2: u32, a_stride3: u32,
  a_stride4: u32, a_stride5: u32, a_stride6: u32, a_stride7: u32,
  b_stride0: u32, b_stride1: u32, b_stride2: u32, b_stride3: u32,
  b_stride4: u32, b_stride5: u32, b_stride6: u32, b_stride7: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x1: array<vec4f>;
@group(0) @binding(2) var<storage, read> x2: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;

alias Rows = vec4u;
alias Columns = vec4u;

const NEXT = vec4u(0u, 1u, 2u, 3u);

// Along k: where four rows begin. Across k: the quad of each row, at k = 0.
fn a_rows(quad: u32, slice: u32) -> Rows {
  let start = vec4u(a_start(slice) / 4u);
  if (A_ALONG_K) { return start + min(4u * quad + NEXT, vec4u(params.rows - 1u)) * (params.a_m / 4u); }
  return start + min(quad, params.rows / 4u - 1u);
}

fn load_a(rows: Rows, kq: u32) -> mat4x4f {
  if (A_ALONG_K) {
    let at = rows + min(kq, params.depth / 4u - 1u);
    return transpose(mat4x4f(x1[at.x], x1[at.y], x1[at.z], x1[at.w]));
  }
  let at = rows + min(4u * kq + NEXT, vec4u(params.depth - 1u)) * (params.a_k / 4u);
  return mat4x4f(x1[at.x], x1[at.y], x1[at.z], x1[at.w]);
}

fn b_columns(quad: u32, slice: u32) -> Columns {
  let start = vec4u(b_start(slice) / 4u);
  if (B_ALONG_K) { return start + min(4u * quad + NEXT, vec4u(params.columns - 1u)) * (params.b_n / 4u); }
  return start + min(quad, params.columns / 4u - 1u);
}

fn load_b(columns: Columns, kq: u32) -> mat4x4f {
  if (B_ALONG_K) {
    let at = columns + min(kq, params.depth / 4u - 1u);
    return transpose(mat4x4f(x2[at.x], x2[at.y], x2[at.z], x2[at.w]));
  }
  let at = columns + min(4u * kq + NEXT, vec4u(params.depth - 1u)) * (params.b_k / 4u);
  return mat4x4f(x2[at.x], x2[at.y], x2[at.z], x2[at.w]);
}

@compute @workgroup_size(INVOCATIONS)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  var sums = mat4x4f();
  for (var tap = 0u; tap < params.taps; tap++) {
    sums += product(group.xy, group.z * params.taps + tap, lane, vec2u(0u, params.depth));
    // The next product writes where the last one still reads.
    workgroupBarrier();
  }
  let at = group.xy * SIDE + owned(lane);
  let width = params.columns / 4u;
  if (lane >= SIDE * SIDE || at.x >= width) { return; }
  for (var r = 0u; r < min(4u, max(params.rows, 4u * at.y) - 4u * at.y); r++) {
    y[(group.z * params.rows + 4u * at.y + r) * width + at.x] = sums[r];
  }
}
