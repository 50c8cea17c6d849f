import { inferFacts } from './facts/infer.js';
import type { OnnxModel } from './read.js';
import { foldBatchNorms } from './simplify/batch-norm.js';
import { liftConstants } from './simplify/constants.js';
import { dropDead } from './simplify/dead.js';
import { foldConstants } from './simplify/fold.js';
import { dropNoOps } from './simplify/no-ops.js';

export interface SimplifyOptions {
  /** Whether a BatchNormalization behind a Conv or Gemm becomes part of its weights. Default true. */
  readonly foldBatchNorm?: boolean;
}

/**
 * A model that computes the same with fewer nodes: constants and what follows from constants and stated shapes become initialisers,
 * nodes without effect at inference go, a BatchNormalization goes into the Conv or Gemm in front of it (which changes rounding only),
 * and what no output needs is dropped. Names of inputs, outputs and of the tensors that are left stay. What is not understood is left
 * as it is; so are the graphs inside nodes.
 */
export function simplifyModel(model: OnnxModel, { foldBatchNorm = true }: SimplifyOptions = {}): OnnxModel {
  const lifted = { ...model, graph: liftConstants(model.graph) };
  const facts = inferFacts(lifted);
  const opset = model.opsets.get('') ?? 0;
  let graph = dropNoOps(foldConstants(lifted.graph, facts), facts, opset);
  if (foldBatchNorm) graph = foldBatchNorms(graph);
  return { ...model, graph: dropDead(graph) };
}
