import { appendEncoder } from '../conversion/export.js';
import { patchModel } from '../conversion/patch.js';
import type { Parameters } from '../encoder/parameters.js';
import type { OnnxModel } from '../onnx/read.js';
import { BACKBONE, type Network } from './network.js';

/**
 * The tuned network as one ONNX model: the backbone with the layers that learned in their new values, the head, and the
 * normalisation. Input as the backbone's, any batch size; output as `appendEncoder` calls it, [N, width], unit vectors.
 */
export function exportNetwork(network: Network, parameters: Parameters, weights: Float32Array): OnnxModel {
  const tunedValue = (name: string) => {
    const { offset, length } = parameters.slice(name);
    return weights.subarray(offset, offset + length);
  };
  const model = network.model();
  const tuned = network.imported ? patchModel(model, network.imported, (name) => tunedValue(BACKBONE + name)) : model;
  return appendEncoder(tuned, network.head, tunedValue);
}
