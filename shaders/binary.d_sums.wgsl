// Inverts  y = a ∘ b  for one operand:   d_operand[j] = Σ_k d_y · ∂y/∂operand  over the axes that the operand lacks
// Partial sums: row c has every `chunks`-th k from c on. Forward kept a and b, but of + and −, which read neither.
//
// d_y   [row-major with the sizes of Params]
// a     [any]
// b     [any]
// sums  [chunks, width]   overwritten; read by binary.d_finish, or, with one chunk, d_operand itself
//
// Dispatch: one invocation an element of sums, (chunks · width / WORKGROUP) folded into two dimensions.

#import item
#import axes
#import binary_slope

struct Params {
  width: u32,
  depth: u32,
  chunks: u32,
  size0: u32, size1: u32, size2: u32, size3: u32, size4: u32, size5: u32, size6: u32, size7: u32,
  y_stride0: u32, y_stride1: u32, y_stride2: u32, y_stride3: u32,
  y_stride4: u32, y_stride5: u32, y_stride6: u32, y_stride7: u32,
  a_stride0: u32, a_stride1: u32, a_stride2: u32, a_stride3: u32,
  a_stride4: u32, a_stride5: u32, a_stride6: u32, a_stride7: u32,
  b_stride0: u32, b_stride1: u32, b_stride2: u32, b_stride3: u32,
  b_stride4: u32, b_stride5: u32, b_stride6: u32, b_stride7: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read> a: array<f32>;
@group(0) @binding(3) var<storage, read> b: array<f32>;
@group(0) @binding(4) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let p = params;
  let i = item(group, groups, lane);
  if (i >= p.chunks * p.width) { return; }
  let sizes = Axes(vec4u(p.size0, p.size1, p.size2, p.size3), vec4u(p.size4, p.size5, p.size6, p.size7));
  let of_y = Axes(
    vec4u(p.y_stride0, p.y_stride1, p.y_stride2, p.y_stride3),
    vec4u(p.y_stride4, p.y_stride5, p.y_stride6, p.y_stride7),
  );
  let of_a = Axes(
    vec4u(p.a_stride0, p.a_stride1, p.a_stride2, p.a_stride3),
    vec4u(p.a_stride4, p.a_stride5, p.a_stride6, p.a_stride7),
  );
  let of_b = Axes(
    vec4u(p.b_stride0, p.b_stride1, p.b_stride2, p.b_stride3),
    vec4u(p.b_stride4, p.b_stride5, p.b_stride6, p.b_stride7),
  );
  var own = of_a;
  if (OPERAND == 1u) { own = of_b; }
  let one = vec4u(1u);
  let none = vec4u();
  let kept = Axes(select(sizes.outer, one, own.outer == none), select(sizes.inner, one, own.inner == none));
  let lacked = Axes(select(one, sizes.outer, own.outer == none), select(one, sizes.inner, own.inner == none));
  let start = coordinates(i % p.width, kept);
  let y_start = place(start, of_y);
  let a_start = place(start, of_a);
  let b_start = place(start, of_b);
  var sum = 0.0;
  for (var k = i / p.width; k < p.depth; k += p.chunks) {
    let at = coordinates(k, lacked);
    sum += d_y[y_start + place(at, of_y)] * slope(a[a_start + place(at, of_a)], b[b_start + place(at, of_b)]);
  }
  sums[i] = sum;
}
