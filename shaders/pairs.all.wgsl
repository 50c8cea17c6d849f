// pairs[i, j] = 0 if column j is anchor i itself, that is if i = j, else 1
//
// pairs  [rows, columns]   overwritten; read by the losses of pairs
//
// Dispatch: one workgroup an anchor, (rows); lanes take the row's columns in strides.

override WORKGROUP: u32 = 32u;

struct Params {
  rows: u32,
  columns: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read_write> pairs: array<u32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  for (var j = lane; j < params.columns; j += WORKGROUP) {
    pairs[group.x * params.columns + j] = select(1u, 0u, j == group.x);
  }
}
