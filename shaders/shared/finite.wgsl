// Finite, by the bits: WGSL lets a compiler assume that there is neither NaN nor infinity, so comparisons cannot find them.

const EXPONENT = 0x7f800000u;

/// True if no element is NaN or infinite, that is, if none has an exponent of all ones.
fn finite(values: vec4f) -> bool {
  return all((bitcast<vec4u>(values) & vec4u(EXPONENT)) != vec4u(EXPONENT));
}
