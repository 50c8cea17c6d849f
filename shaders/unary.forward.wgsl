// y = f(x), element by element; f is FUNCTION, formulas below. No finite x gives an infinite y.
//
// x  [count]
// y  [count]   read by the next node and, of some functions, by unary.d_input
//
// alpha and beta: the slope (leakyRelu); low and high (clip); alpha and the factor of the whole (elu, selu); slope and
// offset (hardSigmoid).
//
// Dispatch: one invocation a quad of elements, (count / 4 / WORKGROUP) folded into two dimensions. The last quad may reach
// into the padding behind the last element, which belongs to the same buffer and means nothing.

#import item
#import smooth
#import unary_functions

struct Params {
  count: u32,
  alpha: f32,
  beta: f32,
}

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> x: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>;

fn value(x: vec4f) -> vec4f {
  let alpha = params.alpha;
  let beta = params.beta;
  switch FUNCTION {
    case LEAKY_RELU: { return select(alpha * x, x, x > vec4f()); }
    case CLIP: { return clamp(x, vec4f(alpha), vec4f(beta)); }
    case ELU: { return beta * select(alpha * (exp(min(x, vec4f())) - 1.0), x, x > vec4f()); }
    case SIGMOID: { return sigmoid(x); }
    case HARD_SIGMOID: { return clamp(alpha * x + beta, vec4f(), vec4f(1.0)); }
    case HARD_SWISH: { return x * clamp(x / 6.0 + 0.5, vec4f(), vec4f(1.0)); }
    case TANH: { return tanh_of(x); }
    case SOFTPLUS: { return softplus(x); }
    case GELU: { return 0.5 * x * (1.0 + erf(x * 0.70710678)); }
    case GELU_TANH: { return 0.5 * x * (1.0 + tanh_of(0.79788456 * (x + 0.044715 * x * x * x))); }
    case MISH: {
      // tanh(log(1 + n)) = w / (w + 2) with w = n · (n + 2), n = e^x; 1 in f32 from x = 9 on.
      let n = exp(min(x, vec4f(20.0)));
      let w = n * (n + 2.0);
      return x * (w / (w + 2.0));
    }
    // At x < 0, where the root is no number, 0.
    case SQRT: { return sqrt(max(x, vec4f())); }
    // e^88 beyond x = 88.
    case EXP: { return exp(min(x, vec4f(88.0))); }
    // −87.3 at x ≤ 0: the logarithm of the smallest normal f32.
    case LOG: { return log(max(x, vec4f(0x1p-126))); }
    case ABS: { return abs(x); }
    // ±1e18 at |x| < 1e-18, and +1e18 at 0.
    case RECIPROCAL: { return select(vec4f(-1.0), vec4f(1.0), x >= vec4f()) / max(abs(x), vec4f(1e-18)); }
    default: { return -x; }
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let i = item(group, groups, lane);
  if (i >= (params.count + 3u) / 4u) { return; }
  y[i] = value(x[i]);
}
