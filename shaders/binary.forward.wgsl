// y = a ∘ b, element by element; ∘ is OPERATION
//
// a  [count]
// b  [count]
// y  [count]   read by the next node
//
// Dispatch: one invocation a quad of elements, (count / 4 / WORKGROUP) folded into two dimensions. The last quad may reach
// into the padding behind the last element, which belongs to the same buffer and means nothing.

#import item
#import binary_operations

struct Params {
  count: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> a: array<vec4f>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= (params.count + 3u) / 4u) { return; }
  y[i] = operate(a[i], b[i]);
}
