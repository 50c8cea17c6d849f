// y[row] = bank[indices[row]], and zeros where the index lies beyond the bank: a wrong index fails closed, because no
// zero vector authenticates anyone.
//
// bank     [count, width]
// indices  [rows]
// y        [rows, width]   a batch; read by the first node of the encoder
//
// Dispatch: one invocation an element of y, (rows · width / WORKGROUP) folded into two dimensions.

#import item

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
  let i = item(group, groups, lane);
  if (i >= params.rows * params.width) { return; }
  let index = indices[i / params.width];
  if (index >= params.count) {
    y[i] = 0.0;
    return;
  }
  y[i] = bank[index * params.width + i % params.width];
}
