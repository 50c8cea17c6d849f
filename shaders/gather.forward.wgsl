// y[row] = bank[indices[row]], and zeros where the index lies beyond the bank: a wrong index fails closed, because no
// zero vector authenticates anyone.
//
// bank     [count, width]
// indices  [rows]
// y        [rows, width]   a batch; read by the first node of the encoder
//
// Dispatch: (rows) folded into two dimensions, × parts of a row: a picture is too long for one workgroup. Lanes stride over
// the width. No division: a software adapter takes longer for one than for the copy.

override WORKGROUP: u32 = 64u;

struct Params {
  rows: u32,
  width: u32,
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> bank: array<f32>;
@group(0) @binding(2) var<storage, read> indices: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= params.rows) { return; }
  let index = indices[row];
  let known = index < params.count;
  let first = min(index, params.count - 1u) * params.width;
  for (var i = group.z * WORKGROUP + lane; i < params.width; i += groups.z * WORKGROUP) {
    y[row * params.width + i] = select(0.0, bank[first + i], known);
  }
}
