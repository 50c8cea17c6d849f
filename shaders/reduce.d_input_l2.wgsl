// Inverts  y = √(Σ x²)  for x:   d_x = d_y · x / y, and 0 where y is 0
// Forward kept x and y for it.
//
// d_y  [lines]
// x    [count]
// y    [lines]
// d_x  [count]   overwritten; element i belongs to line Σ_axis coordinate(i, axis) · stride(axis); read by the backward of
//                the node that made x
//
// Dispatch: one invocation an element of d_x, (count / WORKGROUP) folded into two dimensions.

#import item
#import strided

struct Params {
  count: u32,
  size0: u32, size1: u32, size2: u32, size3: u32, size4: u32, size5: u32, size6: u32, size7: u32,
  stride0: u32, stride1: u32, stride2: u32, stride3: u32, stride4: u32, stride5: u32, stride6: u32, stride7: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> y: array<f32>;
@group(0) @binding(4) var<storage, read_write> d_x: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.count) { return; }
  let line = strided(i);
  let norm = y[line];
  d_x[i] = select(0.0, d_y[line] * (x[i] / select(1.0, norm, norm > 0.0)), norm > 0.0);
}
