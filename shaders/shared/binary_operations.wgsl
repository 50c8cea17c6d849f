// a ∘ b: + − · / and powers, by OPERATION. Known when the pipeline is made, so that the switch over it costs nothing. The
// numbers are the places in `binaryOperations` of the twin. Nothing divides by zero, nothing overflows from a pole.

override OPERATION: u32 = 0u;

const ADD = 0u;
const SUB = 1u;
const MUL = 2u;
const DIV = 3u;
const POW = 4u;

const SMALLEST_DIVISOR = 1e-18f;

/// What is within 1e-18 of 0 counts as ±1e-18, 0 as +.
fn divisor(b: vec4f) -> vec4f {
  return select(vec4f(-1.0), vec4f(1.0), b >= vec4f()) * max(abs(b), vec4f(SMALLEST_DIVISOR));
}

/// a^b. 0 where it is no real number (a < 0, b no integer); |a^b| between 2^-126 and 2^126 where a ≠ 0.
fn power(a: vec4f, b: vec4f) -> vec4f {
  let size = exp2(clamp(b * log2(max(abs(a), vec4f(0x1p-126))), vec4f(-126.0), vec4f(126.0)));
  let whole = floor(b) == b;
  let half = 0.5 * b;
  let negative = select(vec4f(), select(-size, size, floor(half) == half), whole);
  var y = select(size, negative, a < vec4f());
  y = select(y, vec4f(), (a == vec4f()) & (b > vec4f()));
  // By far the most common exponents, to the last bit.
  y = select(y, a, b == vec4f(1.0));
  return select(y, a * a, b == vec4f(2.0));
}

fn operate(a: vec4f, b: vec4f) -> vec4f {
  switch OPERATION {
    case ADD: { return a + b; }
    case SUB: { return a - b; }
    case MUL: { return a * b; }
    case DIV: { return a / divisor(b); }
    default: { return power(a, b); }
  }
}
