import { KinfoldError } from '../errors.js';
import { checkOnnx } from '../onnx/check.js';
import type { OnnxNode } from '../onnx/graph.js';
import type { OnnxModel } from '../onnx/read.js';
import { convert, endingAt, type ImportOptions, NodeFailure } from './import/convert.js';
import { nearestStart } from './import/start.js';
import type { ImportedEncoder } from './imported.js';

export type { ImportOptions } from './import/convert.js';

/**
 * Makes an encoder graph of an ONNX model, from its input, in ONNX's order without the batch axis, to its output. Constants
 * that are computed from weights should be folded before. Convolutions, pools and norms work channels last; a tensor is
 * transposed where an op needs another order than the one it has, and nowhere else. Weights and running averages become
 * parameters. A single number that is added, multiplied and so on becomes a frozen one, as do exponents, and integers
 * become attributes.
 *
 * @throws `onnx-unsupported` for an operator or a form that cannot be trained; it names the node and the nearest tensor behind
 *   which the model can. `onnx-invalid` for a graph that contradicts itself, `argument-invalid` for options that do not fit.
 */
export function importEncoder(model: OnnxModel, options: ImportOptions = {}): ImportedEncoder {
  checkOnnx(model, 'importEncoder');
  try {
    return convert(model, options);
  } catch (error) {
    if (!(error instanceof NodeFailure)) throw error;
    const start = nearestStart(endingAt(model, options.output), error.node, (back) => failure(back, options));
    throw explain(error, start);
  }
}

/** The node that keeps a model from being imported; undefined if none does. */
function failure(model: OnnxModel, { batched }: ImportOptions): OnnxNode | undefined {
  try {
    convert(model, { ...(batched === undefined ? {} : { batched }) });
    return undefined;
  } catch (error) {
    if (error instanceof NodeFailure) return error.node;
    // Its input is of a type or a shape that no encoder takes: its first node will not do.
    return model.graph.nodes[0];
  }
}

/** A refusal as an error for the user. */
function explain({ node, cause }: NodeFailure, start: string | undefined): KinfoldError {
  const { op, domain, name, outputs } = node;
  const cure =
    start === undefined
      ? 'no tensor behind it will do either, so train a head on the output'
      : `train what lies behind "${start}"`;
  const subject = `${domain ? `${domain}:` : ''}${op} "${name || outputs[0]}"`;
  return new KinfoldError('onnx-unsupported', `importEncoder: ${subject} ${cause.message}; ${cure}`, { cause });
}
