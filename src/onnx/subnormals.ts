import { type OnnxModel, readOnnx } from './read.js';
import type { OnnxTensor } from './tensor.js';

/**
 * Weights below this are set to zero: far above the smallest normal float32 (1.17549435e-38), because a product of two such
 * numbers is subnormal too, and far below anything that changes a result.
 */
const SMALLEST_WEIGHT = 1e-30;

/**
 * Sets every float32 weight of an ONNX file with 0 < |w| < 1e-30 to zero. A processor handles subnormal numbers
 * up to a hundred times slower than others, so a model full of them runs ten times slower for nothing.
 * @returns a copy of the file, of the same length.
 * @throws what {@link readOnnx} throws.
 */
export function flushSubnormals(bytes: Uint8Array): Uint8Array {
  const flushed = Uint8Array.from(bytes);
  for (const tensor of floatTensors(readOnnx(flushed))) {
    const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    for (let at = 0; at < view.byteLength; at += 4) {
      if (Math.abs(view.getFloat32(at, true)) < SMALLEST_WEIGHT) view.setFloat32(at, 0, true);
    }
  }
  return flushed;
}

/** How many float32 weights of a model {@link flushSubnormals} would set to zero. */
export function countSubnormals(model: OnnxModel): number {
  let count = 0;
  for (const tensor of floatTensors(model)) {
    const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
    for (let at = 0; at < view.byteLength; at += 4) {
      const size = Math.abs(view.getFloat32(at, true));
      if (size > 0 && size < SMALLEST_WEIGHT) count++;
    }
  }
  return count;
}

function floatTensors({ graph }: OnnxModel): OnnxTensor[] {
  const constants = graph.nodes.flatMap((node) =>
    [...node.attributes.values()].flatMap((attribute) => (attribute.kind === 'tensor' ? [attribute.value] : [])),
  );
  return [...graph.initialisers, ...constants].filter((tensor) => tensor.type === 'float32');
}
