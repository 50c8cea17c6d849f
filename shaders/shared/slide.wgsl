// Eight neighbours of a line under a window that moves by one: what is read for one of them serves every window that it
// lies in. The importing file gives  value_at(line: u32, column: u32, quad: u32) -> vec4f, zero outside of the line, and
// factor_at(tap: vec2u, quad: u32) -> vec4f  for the window's tap (x, y), in the order in which it moves.

struct Eight {
  a: vec4f,
  b: vec4f,
  c: vec4f,
  d: vec4f,
  e: vec4f,
  f: vec4f,
  g: vec4f,
  h: vec4f,
}

/// Adds row `ky` of the window, whose first place under the first neighbour is `column` (it may wrap around).
fn slide(sums: Eight, line: u32, column: u32, ky: u32, taps: u32, quad: u32) -> Eight {
  var sum = sums;
  var a = value_at(line, column, quad);
  var b = value_at(line, column + 1u, quad);
  var c = value_at(line, column + 2u, quad);
  var d = value_at(line, column + 3u, quad);
  var e = value_at(line, column + 4u, quad);
  var f = value_at(line, column + 5u, quad);
  var g = value_at(line, column + 6u, quad);
  for (var kx = 0u; kx < taps; kx++) {
    let h = value_at(line, column + 7u + kx, quad);
    let factor = factor_at(vec2u(kx, ky), quad);
    sum.a += factor * a;
    sum.b += factor * b;
    sum.c += factor * c;
    sum.d += factor * d;
    sum.e += factor * e;
    sum.f += factor * f;
    sum.g += factor * g;
    sum.h += factor * h;
    a = b;
    b = c;
    c = d;
    d = e;
    e = f;
    f = g;
    g = h;
  }
  return sum;
}

/// Moves every neighbour one place forward.
fn moved(sums: Eight) -> Eight {
  return Eight(sums.b, sums.c, sums.d, sums.e, sums.f, sums.g, sums.h, sums.a);
}
