// y = max(x, 0)
//
// x  [count]
// y  [count]   read by the next node and by relu.d_input
//
// Dispatch: one invocation a quad of elements, (count / 4 / WORKGROUP) folded into two dimensions. The last quad may reach
// into the padding behind the last element, which belongs to the same buffer and means nothing.

#import item

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= (params.count + 3u) / 4u) { return; }
  y[i] = max(x[i], vec4f());
}
