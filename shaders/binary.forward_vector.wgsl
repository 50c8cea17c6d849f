// y[i] = wide[i] ∘ narrow[i mod period], or the other way round: an operand that is a vector over the last axes, or a scalar
//
// wide    [count]
// narrow  [period]
// y       [count]    read by the next node
//
// Dispatch: one invocation a quad of elements, (count / 4 / WORKGROUP) folded into two dimensions. The last quad may reach
// into the padding behind the last element, which belongs to the same buffer and means nothing.

#import item
#import binary_operations

// 1 if the narrow operand is the left one.
override NARROW_FIRST: u32 = 0u;

struct Params {
  count: u32,
  period: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> wide: array<vec4f>;
@group(0) @binding(2) var<storage, read> narrow: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= (params.count + 3u) / 4u) { return; }
  let at = (4u * i + vec4u(0u, 1u, 2u, 3u)) % params.period;
  let repeated = vec4f(narrow[at.x], narrow[at.y], narrow[at.z], narrow[at.w]);
  if (NARROW_FIRST == 1u) {
    y[i] = operate(repeated, wide[i]);
  } else {
    y[i] = operate(wide[i], repeated);
  }
}
