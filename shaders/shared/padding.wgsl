// A tensor x, padded to y in front of and behind each of up to eight axes. The importing file's Params has `x_size0` …,
// `y_size0` … and `begin0` …, what stands in front of x along each axis, and `mode`, one of these.

#import axes

const CONSTANT = 0u;
// Mirrored about the first and the last element, which are not repeated.
const REFLECT = 1u;
// The first and the last element, repeated.
const EDGE = 2u;

fn x_sizes() -> Axes {
  return Axes(
    vec4u(params.x_size0, params.x_size1, params.x_size2, params.x_size3),
    vec4u(params.x_size4, params.x_size5, params.x_size6, params.x_size7),
  );
}

fn y_sizes() -> Axes {
  return Axes(
    vec4u(params.y_size0, params.y_size1, params.y_size2, params.y_size3),
    vec4u(params.y_size4, params.y_size5, params.y_size6, params.y_size7),
  );
}

fn begins() -> Axes {
  return Axes(
    vec4u(params.begin0, params.begin1, params.begin2, params.begin3),
    vec4u(params.begin4, params.begin5, params.begin6, params.begin7),
  );
}
