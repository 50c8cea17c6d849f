// y[at] = x[source(at − begin)] along every axis: itself inside x; outside `value`, the mirrored or the nearest element
//
// x  [x_size0, …, x_size7]
// y  [y_size0, …, y_size7]   `count` elements; read by the next node
//
// Dispatch: one invocation an element of y, (count / WORKGROUP) folded into two dimensions.

#import item
#import padding

struct Params {
  count: u32,
  mode: u32,
  value: f32,
  x_size0: u32, x_size1: u32, x_size2: u32, x_size3: u32, x_size4: u32, x_size5: u32, x_size6: u32, x_size7: u32,
  y_size0: u32, y_size1: u32, y_size2: u32, y_size3: u32, y_size4: u32, y_size5: u32, y_size6: u32, y_size7: u32,
  begin0: u32, begin1: u32, begin2: u32, begin3: u32, begin4: u32, begin5: u32, begin6: u32, begin7: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

// Coordinates in x, outside it for CONSTANT alone.
fn source(at: vec4u, begin: vec4u, size: vec4u) -> vec4i {
  let here = vec4i(at) - vec4i(begin);
  let last = vec4i(size) - vec4i(1);
  if (params.mode == REFLECT) { return last - abs(last - abs(here)); }
  if (params.mode == EDGE) { return clamp(here, vec4i(0), last); }
  return here;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= params.count) { return; }
  let sizes = x_sizes();
  let begin = begins();
  let at = coordinates(i, y_sizes());
  let outer = source(at.outer, begin.outer, sizes.outer);
  let inner = source(at.inner, begin.inner, sizes.inner);
  let near_outer = clamp(outer, vec4i(0), vec4i(sizes.outer) - vec4i(1));
  let near_inner = clamp(inner, vec4i(0), vec4i(sizes.inner) - vec4i(1));
  let inside = all(near_outer == outer) && all(near_inner == inner);
  let nearest = x[index_of(Axes(vec4u(near_outer), vec4u(near_inner)), sizes)];
  y[i] = select(params.value, nearest, inside);
}
