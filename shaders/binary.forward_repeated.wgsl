// y[i] = wide[i] ∘ narrow[⌊i / stretch⌋ · period + i mod period], or the other way round: an operand that lacks axes in one
// place. A vector over the last axes has stretch = count, a scalar also period 1, a column period 1, the gate of a picture's
// channels stretch = height · width · channels and period = channels.
//
// wide    [count]
// narrow  [count / stretch · period]
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
  stretch: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> wide: array<vec4f>;
@group(0) @binding(2) var<storage, read> narrow: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>;

// The rest of the last quad repeats the last element, so as not to read behind the narrow operand.
fn narrow_at(i: u32) -> f32 {
  let element = min(i, params.count - 1u);
  return narrow[element / params.stretch * params.period + element % params.period];
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= (params.count + 3u) / 4u) { return; }
  let repeated = vec4f(narrow_at(4u * i), narrow_at(4u * i + 1u), narrow_at(4u * i + 2u), narrow_at(4u * i + 3u));
  if (NARROW_FIRST == 1u) {
    y[i] = operate(repeated, wide[i]);
  } else {
    y[i] = operate(wide[i], repeated);
  }
}
