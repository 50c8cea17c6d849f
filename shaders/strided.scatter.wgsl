// y[first + strided(i)] = x[i] with strided(i) = Σ_axis coordinate(i, axis) · stride(axis)
//
// An input's part of a concatenation, the gradient of a slice. No two i have the same place, so there is no sum.
//
// x  [count]   row-major with the sizes of Params
// y  [any]     overwritten at `count` places; read by the next node, or by the backward of the one before
//
// Dispatch: one invocation an element of x, (count / WORKGROUP) folded into two dimensions.

#import item
#import strided

struct Params {
  count: u32,
  first: u32,
  size0: u32, size1: u32, size2: u32, size3: u32, size4: u32, size5: u32, size6: u32, size7: u32,
  stride0: u32, stride1: u32, stride2: u32, stride3: u32, stride4: u32, stride5: u32, stride6: u32, stride7: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.count) { return; }
  y[params.first + strided(i)] = x[i];
}
