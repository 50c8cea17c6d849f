import { readOnnx } from './read.js';
import { simplifyModel } from './simplify.js';
import { type SplitPoint, splitPoints } from './split-points.js';
import { countSubnormals } from './subnormals.js';
import { isParameter } from './tensor.js';
import type { OnnxValue } from './value.js';

/** What `kinfold inspect` prints of an ONNX file. */
export interface ModelSummary {
  /** Size of the file. */
  readonly bytes: number;
  readonly producer: string;
  /** Version of ONNX's own operator set; 0 if the model imports none. */
  readonly opset: number;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: number;
  /** How often each operator occurs, the most frequent first. Operators of other domains are written `domain:Op`. */
  readonly operators: Readonly<Record<string, number>>;
  /** Numbers in the initialisers, without the integers of shapes and indices and without scalars. */
  readonly parameters: number;
  /** Where the network can be cut after {@link simplifyModel}, from input to output. */
  readonly splits: readonly SplitPoint[];
  /** Weights with 0 < |w| < 1e-30: they slow a processor down; see `flushSubnormals`. */
  readonly subnormals: number;
}

/**
 * Summarises an ONNX file without running it.
 * @throws `onnx-invalid`, `onnx-truncated`, `onnx-unsupported`.
 */
export function inspectModel(bytes: Uint8Array): ModelSummary {
  const model = readOnnx(bytes);
  const { producer, producerVersion, opsets, graph } = model;
  const counts = new Map<string, number>();
  for (const { domain, op } of graph.nodes) {
    const name = domain ? `${domain}:${op}` : op;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const parameters = graph.initialisers
    .filter(isParameter)
    .reduce((sum, tensor) => sum + tensor.dims.reduce((product, side) => product * side, 1), 0);
  return {
    bytes: bytes.length,
    producer: [producer, producerVersion].filter(Boolean).join(' '),
    opset: opsets.get('') ?? 0,
    inputs: graph.inputs,
    outputs: graph.outputs,
    nodes: graph.nodes.length,
    operators: Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))),
    parameters,
    splits: splitPoints(simplifyModel(model)),
    subnormals: countSubnormals(model),
  };
}
