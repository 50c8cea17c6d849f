// Where the matrices of a batch begin in the two factors, A and B. Matrix `index` counts slices · taps, the slice first; since strides add
// up, the start of (slice, tap) is that of slice · taps and that of tap together. The importing file's Params has `size0`
// …, `a_stride0` … and `b_stride0` ….

#import axes

fn matrix(index: u32) -> Axes {
  let sizes = Axes(
    vec4u(params.size0, params.size1, params.size2, params.size3),
    vec4u(params.size4, params.size5, params.size6, params.size7),
  );
  return coordinates(index, sizes);
}

fn a_start(index: u32) -> u32 {
  let strides = Axes(
    vec4u(params.a_stride0, params.a_stride1, params.a_stride2, params.a_stride3),
    vec4u(params.a_stride4, params.a_stride5, params.a_stride6, params.a_stride7),
  );
  return place(matrix(index), strides);
}

fn b_start(index: u32) -> u32 {
  let strides = Axes(
    vec4u(params.b_stride0, params.b_stride1, params.b_stride2, params.b_stride3),
    vec4u(params.b_stride4, params.b_stride5, params.b_stride6, params.b_stride7),
  );
  return place(matrix(index), strides);
}
