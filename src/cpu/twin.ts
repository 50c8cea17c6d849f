/** A buffer as a twin sees it: f32 or f64 numbers by the backend's precision, u32 for indices and labels. */
export type Vector = Float32Array | Float64Array;

/**
 * A WGSL kernel's counterpart on the CPU, written from the formula and not from the shader. It gets the same slices under
 * the same names, the same `Params` and the overrides, of which it reads those that choose a formula; workgroups and the
 * other overrides are the GPU's own affair.
 */
export type Twin = (
  // biome-ignore lint/suspicious/noExplicitAny: each twin states the bindings and params that its kernel declares
  buffers: any,
  // biome-ignore lint/suspicious/noExplicitAny: see above
  params: any,
  // biome-ignore lint/suspicious/noExplicitAny: see above
  overrides: any,
) => void;

export type Twins = Readonly<Record<string, Twin>>;
