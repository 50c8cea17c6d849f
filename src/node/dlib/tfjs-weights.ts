import { KinfoldError } from '../../errors.js';

/** A tensor of TensorFlow.js: channels last, filters as [height, width, inputs, outputs]. */
export interface TfjsTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** An entry of a weights manifest; values in 8 bits stand for `byte · scale + min`. */
interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale: number; readonly min: number };
}

/**
 * Reads the weights that TensorFlow.js keeps as a manifest (JSON) and one binary file: float32, as it is or in 8 bits.
 * @throws `checksum-mismatch` if the files do not fit each other.
 */
export function readTfjsWeights(manifest: Uint8Array, binary: Uint8Array): ReadonlyMap<string, TfjsTensor> {
  const groups = JSON.parse(new TextDecoder().decode(manifest)) as readonly { readonly weights: readonly Entry[] }[];
  const tensors = new Map<string, TfjsTensor>();
  let at = 0;
  for (const { name, shape, dtype, quantization } of groups.flatMap(({ weights }) => weights)) {
    const isQuantised = quantization?.dtype === 'uint8';
    if (dtype !== 'float32' || (quantization && !isQuantised)) {
      throw damaged(`${name} is ${quantization?.dtype ?? dtype}, expected float32 or uint8`);
    }
    const length =
      shape.reduce((product, side) => product * side, 1) * (isQuantised ? 1 : Float32Array.BYTES_PER_ELEMENT);
    // A copy, because a Float32Array must begin at a multiple of four.
    const bytes = Uint8Array.from(binary.subarray(at, at + length));
    if (bytes.length !== length) throw damaged(`the binary ends inside ${name}`);
    at += length;
    const values = isQuantised
      ? Float32Array.from(bytes, (byte) => byte * quantization.scale + quantization.min)
      : new Float32Array(bytes.buffer);
    tensors.set(name, { shape, values });
  }
  if (at !== binary.length) throw damaged(`the binary has ${binary.length} bytes, expected ${at}`);
  return tensors;
}

function damaged(why: string): KinfoldError {
  return new KinfoldError('checksum-mismatch', `readTfjsWeights: the weights do not fit: ${why}; fetch them again`);
}
