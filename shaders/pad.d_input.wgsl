// Inverts  y[at] = x[source(at − begin)]  for x:   d_x = Σ d_y over the places that hold a copy of the element
// Forward saved nothing for it.
//
// d_y  [y_size0, …, y_size7]
// d_x  [x_size0, …, x_size7]   `count` elements, overwritten; read by the backward of the node that made x
//
// Dispatch: one invocation an element of d_x, (count / WORKGROUP) folded into two dimensions. The places are visited in
// order: two runs are bit-equal.

#import item
#import padding

struct Params {
  count: u32,
  mode: u32,
  x_size0: u32, x_size1: u32, x_size2: u32, x_size3: u32, x_size4: u32, x_size5: u32, x_size6: u32, x_size7: u32,
  y_size0: u32, y_size1: u32, y_size2: u32, y_size3: u32, y_size4: u32, y_size5: u32, y_size6: u32, y_size7: u32,
  begin0: u32, begin1: u32, begin2: u32, begin3: u32, begin4: u32, begin5: u32, begin6: u32, begin7: u32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> d_y: array<f32>;
@group(0) @binding(2) var<storage, read_write> d_x: array<f32>;

// True along the axes where the padding in front mirrors the element.
fn mirrored_before(at: vec4u, begin: vec4u) -> vec4<bool> {
  return (at > vec4u(0u)) & (at <= begin);
}

// How often the element stands along each axis of y.
fn copies(at: vec4u, begin: vec4u, size: vec4u, padded: vec4u) -> vec4u {
  let end = padded - begin - size;
  let beyond = size - vec4u(1u) - at;
  if (params.mode == REFLECT) {
    let behind = (beyond > vec4u(0u)) & (beyond <= end);
    return vec4u(1u) + vec4u(mirrored_before(at, begin)) + vec4u(behind);
  }
  if (params.mode == EDGE) {
    return vec4u(1u) + select(vec4u(0u), begin, at == vec4u(0u)) + select(vec4u(0u), end, beyond == vec4u(0u));
  }
  return vec4u(1u);
}

// Where the nth of them stands.
fn position(at: vec4u, begin: vec4u, size: vec4u, nth: vec4u) -> vec4u {
  let own = begin + at;
  if (params.mode == REFLECT) {
    let behind = begin + 2u * (size - vec4u(1u)) - at;
    let first = select(behind, begin - at, mirrored_before(at, begin));
    return select(select(behind, first, nth == vec4u(1u)), own, nth == vec4u(0u));
  }
  if (params.mode == EDGE) { return select(own, vec4u(0u), at == vec4u(0u)) + nth; }
  return own;
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
  let padded = y_sizes();
  let begin = begins();
  let at = coordinates(i, sizes);
  let outer = copies(at.outer, begin.outer, sizes.outer, padded.outer);
  let inner = copies(at.inner, begin.inner, sizes.inner, padded.inner);
  let pairs = outer.xy * outer.zw * inner.xy * inner.zw;
  var sum = 0.0;
  for (var copy = 0u; copy < pairs.x * pairs.y; copy++) {
    let nth = coordinates(copy, Axes(outer, inner));
    let place_outer = position(at.outer, begin.outer, sizes.outer, nth.outer);
    let place_inner = position(at.inner, begin.inner, sizes.inner, nth.inner);
    sum += d_y[index_of(Axes(place_outer, place_inner), padded)];
  }
  d_x[i] = sum;
}
