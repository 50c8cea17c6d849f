// ∂(a ∘ b)/∂a or ∂(a ∘ b)/∂b, by OPERAND
//
// Where PyTorch's slope is infinite or none it is 0: for b of a / b at |b| ≤ 1e-18, for a of a^b at a = 0 with b < 1, for
// b of a^b at a ≤ 0. Powers count as at most 2^96 here, so that their product with an exponent is finite.

#import binary_operations

const LARGEST_POWER = vec4f(0x1p96);

// 0: the slope along a, 1: along b.
override OPERAND: u32 = 0u;

fn slope(a: f32, b: f32) -> f32 {
  let of_a = OPERAND == 0u;
  let inverse = 1.0 / divisor(vec4f(b)).x;
  switch OPERATION {
    case ADD: { return 1.0; }
    case SUB: { return select(-1.0, 1.0, of_a); }
    case MUL: { return select(a, b, of_a); }
    case DIV: { return select(select(0.0, -(inverse * a) * inverse, abs(b) > SMALLEST_DIVISOR), inverse, of_a); }
    default: {
      let exponent = select(b, b - 1.0, of_a);
      let y = clamp(power(vec4f(a), vec4f(exponent)), -LARGEST_POWER, LARGEST_POWER).x;
      if (of_a) { return select(b * y, 0.0, a == 0.0 && b < 1.0); }
      return select(0.0, y * log(max(a, 0x1p-126)), a > 0.0);
    }
  }
}
