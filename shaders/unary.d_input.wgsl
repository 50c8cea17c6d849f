// Inverts  y = f(x)  for x:   d_x = d_y · f′, f′ from what forward kept: from y where that says it all, else from x
//
// d_y   [count]
// kept  [count]   y of leakyRelu, clip, elu, sigmoid, hardSigmoid, tanh, softplus, sqrt, exp, reciprocal; x of the others
// d_x   [count]   overwritten; read by the backward of the node that made x
//
// At kinks as PyTorch: leakyRelu, elu and selu have at x = 0 the slope of the negative side, clip at its bounds 0 (as
// relu6 and hardtanh; PyTorch's clamp has 1), hardSigmoid at its bounds 0, abs at 0 0. Where PyTorch's slope is infinite
// or none, it is finite here: 0 of sqrt and log at x ≤ 0 and of reciprocal at |x| ≤ 1.01e-18, at most 5e5 of sqrt and 1e12
// of log.
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
@group(0) @binding(1) var<storage, read> d_y: array<vec4f>;
@group(0) @binding(2) var<storage, read> kept: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> d_x: array<vec4f>;

// 1 where the test holds.
fn mask(test: vec4<bool>) -> vec4f {
  return select(vec4f(), vec4f(1.0), test);
}

// k is x or y, see above.
fn slope(k: vec4f) -> vec4f {
  let alpha = params.alpha;
  let beta = params.beta;
  switch FUNCTION {
    case LEAKY_RELU: { return select(vec4f(alpha), vec4f(1.0), k > vec4f()); }
    case CLIP: { return mask(k > vec4f(alpha)) * mask(k < vec4f(beta)); }
    case ELU: { return select(k + alpha * beta, vec4f(beta), k > vec4f()); }
    case SIGMOID: { return k * (1.0 - k); }
    case HARD_SIGMOID: { return alpha * mask(k > vec4f()) * mask(k < vec4f(1.0)); }
    case HARD_SWISH: { return select(mask(k > vec4f(3.0)), k / 3.0 + 0.5, abs(k) <= vec4f(3.0)); }
    case TANH: { return 1.0 - k * k; }
    case SOFTPLUS: { return softplus_slope(k); }
    case GELU: { return 0.5 * (1.0 + erf(k * 0.70710678)) + k * 0.39894228 * exp(-0.5 * k * k); }
    case GELU_TANH: {
      let inner = 0.79788456 * (k + 0.044715 * k * k * k);
      // tanh′ = 4q / (1 + q)², exact to its tails, where it meets k³.
      let q = exp(-2.0 * abs(inner));
      let bell = 4.0 * q / ((1.0 + q) * (1.0 + q));
      return 0.5 * (1.0 + tanh_of(inner) + k * bell * 0.79788456 * (1.0 + 0.134145 * k * k));
    }
    case MISH: {
      let n = exp(min(k, vec4f(20.0)));
      let w = n * (n + 2.0);
      let t = w / (w + 2.0);
      return t + k * (2.0 / (w + 2.0)) * (1.0 + t) * (n / (1.0 + n));
    }
    case SQRT: { return mask(k > vec4f()) * 0.5 / max(k, vec4f(1e-6)); }
    case EXP: { return k; }
    case LOG: { return mask(k > vec4f()) / max(k, vec4f(1e-12)); }
    case ABS: { return sign(k); }
    case RECIPROCAL: { return -k * k * mask(abs(k) < vec4f(9.9e17)); }
    default: { return vec4f(-1.0); }
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
  d_x[i] = d_y[i] * slope(kept[i]);
}
