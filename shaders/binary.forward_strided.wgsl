// y = a ∘ b with every element of y reading where the strides say; stride 0 along an axis that an operand lacks
//
// a  [any]
// b  [any]
// y  [count]   row-major with the sizes of Params; read by the next node
//
// Dispatch: one invocation an element, (count / WORKGROUP) folded into two dimensions.

#import item
#import axes
#import binary_operations

struct Params {
  count: u32,
  size0: u32, size1: u32, size2: u32, size3: u32, size4: u32, size5: u32, size6: u32, size7: u32,
  a_stride0: u32, a_stride1: u32, a_stride2: u32, a_stride3: u32,
  a_stride4: u32, a_stride5: u32, a_stride6: u32, a_stride7: u32,
  b_stride0: u32, b_stride1: u32, b_stride2: u32, b_stride3: u32,
  b_stride4: u32, b_stride5: u32, b_stride6: u32, b_stride7: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let p = params;
  let i = item(group, groups, lane);
  if (i >= p.count) { return; }
  let sizes = Axes(vec4u(p.size0, p.size1, p.size2, p.size3), vec4u(p.size4, p.size5, p.size6, p.size7));
  let at = coordinates(i, sizes);
  let of_a = Axes(
    vec4u(p.a_stride0, p.a_stride1, p.a_stride2, p.a_stride3),
    vec4u(p.a_stride4, p.a_stride5, p.a_stride6, p.a_stride7),
  );
  let of_b = Axes(
    vec4u(p.b_stride0, p.b_stride1, p.b_stride2, p.b_stride3),
    vec4u(p.b_stride4, p.b_stride5, p.b_stride6, p.b_stride7),
  );
  y[i] = operate(vec4f(a[place(at, of_a)]), vec4f(b[place(at, of_b)])).x;
}
