// Places in row-major tensors of up to eight axes: an element's index ↔ its coordinates, and where it stands in a tensor
// whose axes lie other strides apart. Tensors of fewer axes have axes of size 1 in front.

/// A number for each axis; `inner.w` is the last one.
struct Axes {
  outer: vec4u,
  inner: vec4u,
}

/// The coordinates of element `index`. Leading axes of size 1 cost nothing.
fn coordinates(index: u32, sizes: Axes) -> Axes {
  var at = Axes(vec4u(0u), vec4u(0u));
  var rest = index / sizes.inner.w;
  at.inner.w = index - rest * sizes.inner.w;
  if (rest == 0u) { return at; }
  var above = rest / sizes.inner.z;
  at.inner.z = rest - above * sizes.inner.z;
  if (above == 0u) { return at; }
  rest = above / sizes.inner.y;
  at.inner.y = above - rest * sizes.inner.y;
  if (rest == 0u) { return at; }
  above = rest / sizes.inner.x;
  at.inner.x = rest - above * sizes.inner.x;
  if (above == 0u) { return at; }
  rest = above / sizes.outer.w;
  at.outer.w = above - rest * sizes.outer.w;
  above = rest / sizes.outer.z;
  at.outer.z = rest - above * sizes.outer.z;
  rest = above / sizes.outer.y;
  at.outer.y = above - rest * sizes.outer.y;
  at.outer.x = rest;
  return at;
}

/// Where the element with these coordinates stands in a tensor of these strides. A negative stride is its two's
/// complement, one of 0 repeats the tensor along the axis.
fn place(at: Axes, strides: Axes) -> u32 {
  return dot(at.outer, strides.outer) + dot(at.inner, strides.inner);
}

/// The index of the element with these coordinates: the inverse of `coordinates`.
fn index_of(at: Axes, sizes: Axes) -> u32 {
  var index = at.outer.x;
  index = index * sizes.outer.y + at.outer.y;
  index = index * sizes.outer.z + at.outer.z;
  index = index * sizes.outer.w + at.outer.w;
  index = index * sizes.inner.x + at.inner.x;
  index = index * sizes.inner.y + at.inner.y;
  index = index * sizes.inner.z + at.inner.z;
  return index * sizes.inner.w + at.inner.w;
}
