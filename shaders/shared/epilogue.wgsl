// The end of a product: y = activation(z), z = sum + bias. Fused into the kernel that makes the sum.
// The importing file gives  bias_at(n) -> vec4f  and  slope_at(n) -> vec4f  and has in its Params
//   has_bias    0: there is none, and whatever is bound in its place is not read
//   activation  0: none. RECTIFY: z > 0 ? z : alpha · z, with alpha = 0 for relu. CLIP: z between low and high.
//               PRELU: z > 0 ? z : slope · z; without it, whatever is bound as slope is not read
//   alpha, low, high

#import activations

fn epilogue(sum: vec4f, n: u32) -> vec4f {
  var z = sum;
  if (params.has_bias != 0u) { z += bias_at(n); }
  if (params.activation == RECTIFY) { z = select(params.alpha * z, z, z > vec4f()); }
  if (params.activation == CLIP) { z = clamp(z, vec4f(params.low), vec4f(params.high)); }
  if (params.activation == PRELU) { z = select(slope_at(n) * z, z, z > vec4f()); }
  return z;
}
