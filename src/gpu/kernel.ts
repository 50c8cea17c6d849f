import { KinfoldError } from '../errors.js';

/** A field of a kernel's `Params` uniform. Only 4-byte scalars, so that packing is a list and nothing else. */
export type ParamType = 'u32' | 'f32';

/** How a kernel touches a storage buffer; equals the access mode in its WGSL. */
export type Access = 'read' | 'read_write';

/**
 * One WGSL file as the host sees it. `params` and `bindings` are ordered: `Params` is binding 0 (left out if it has no
 * field), storage buffers follow from binding 1 in the order of `bindings`. A test reflects every WGSL file against this.
 */
export interface Kernel<P extends string = string, B extends string = string> {
  /** Stem of the WGSL file and key of the CPU twin: `<op>.<direction>`. */
  readonly name: string;
  readonly code: string;
  readonly params: Readonly<Record<P, ParamType>>;
  readonly bindings: Readonly<Record<B, Access>>;
}

export function defineKernel<const P extends string, const B extends string>(kernel: Kernel<P, B>): Kernel<P, B> {
  return kernel;
}

/** Size of the packed `Params` in bytes: 4 a field, rounded up to the 16 bytes that a uniform struct occupies. */
export function paramsBytes(kernel: Kernel): number {
  return Math.ceil(Object.keys(kernel.params).length / 4) * 16;
}

/**
 * Writes `values` at `byteOffset` of `view` in the order of `kernel.params`. A value that is missing, not finite or no u32
 * where one is expected, and a name that is no field, throws before anything is written.
 */
export function packParams(
  kernel: Kernel,
  values: Readonly<Record<string, number>>,
  view: DataView,
  byteOffset: number,
): void {
  const fields = Object.entries(kernel.params);
  for (const [field, type] of fields) checkParam(`${kernel.name}: Params.${field}`, type, values[field]);
  for (const field of Object.keys(values)) {
    if (Object.hasOwn(kernel.params, field)) continue;
    throw new KinfoldError(
      'argument-invalid',
      `${kernel.name}: Params has no field ${field}; it has ${Object.keys(kernel.params).join(', ')}`,
    );
  }
  for (const [index, [field, type]] of fields.entries()) {
    const at = byteOffset + 4 * index;
    if (type === 'u32') view.setUint32(at, values[field]!, true);
    else view.setFloat32(at, values[field]!, true);
  }
}

function checkParam(subject: string, type: ParamType, value: number | undefined): void {
  if (value === undefined || !Number.isFinite(value)) {
    throw new KinfoldError('argument-invalid', `${subject} is ${value}, expected a finite number`);
  }
  if (type === 'u32' && !(Number.isInteger(value) && value >= 0 && value <= 0xffffffff)) {
    throw new KinfoldError('argument-invalid', `${subject} is ${value}, expected a u32`);
  }
}
