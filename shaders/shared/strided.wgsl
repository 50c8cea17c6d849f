// Where element i of a row-major tensor stands in another: Σ_axis coordinate(i, axis) · stride(axis).
// The importing file's Params has `size0` … `size7` and `stride0` … `stride7`.

#import axes

fn strided(i: u32) -> u32 {
  let sizes = Axes(
    vec4u(params.size0, params.size1, params.size2, params.size3),
    vec4u(params.size4, params.size5, params.size6, params.size7),
  );
  let strides = Axes(
    vec4u(params.stride0, params.stride1, params.stride2, params.stride3),
    vec4u(params.stride4, params.stride5, params.stride6, params.stride7),
  );
  return place(coordinates(i, sizes), strides);
}
