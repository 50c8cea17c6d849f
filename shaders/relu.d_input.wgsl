// Inverts  y = max(x, 0)  for x:   d_x = d_y where y > 0, else 0. At x = 0 the gradient is 0, as in PyTorch.
// Forward kept y for it.
//
// d_y  [count]
// y    [count]
// d_x  [count]   overwritten; read by the backward of the node that made x
//
// Dispatch: one invocation a quad of elements, (count / 4 / WORKGROUP) folded into two dimensions. The last quad may reach
// into the padding behind the last element, which belongs to the same buffer and means nothing.

#import item

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> y: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_x: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= (params.count + 3u) / 4u) { return; }
  d_x[i] = select(vec4f(), d_y[i], y[i] > vec4f());
}
