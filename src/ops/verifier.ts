import dEmbeddingsCode from '../../shaders/verifier.d_embeddings.wgsl';
import dWeightsCode from '../../shaders/verifier.d_weights.wgsl';
import forwardCode from '../../shaders/verifier.forward.wgsl';
import { defineKernel } from '../gpu/kernel.js';
import { foldedGroups, type Recorder } from '../gpu/recorder.js';
import type { Slice } from '../gpu/tensor.js';
import { summingLanes } from './lanes.js';
import type { PairsShape } from './pairs.js';

/**
 * What a verifier makes of one feature of two embeddings, a and b.
 * - `absolute-difference`: |a − b| (G. Koch, R. Zemel, R. Salakhutdinov, "Siamese neural networks for one-shot image recognition",
 *   2015).
 * - `chi-squared`: (a − b)² / (a + b), 0 where both are 0; features must not be negative (Y. Taigman et al., "DeepFace: closing the
 *   gap to human-level performance in face verification", 2014).
 */
export type FeatureComparison = 'absolute-difference' | 'chi-squared';

/** In the order of their numbers in the kernels' override. */
export const comparisons: readonly FeatureComparison[] = ['absolute-difference', 'chi-squared'];

const params = { rows: 'u32', columns: 'u32', width: 'u32' } as const;

export const verifierForward = defineKernel({
  name: 'verifier.forward',
  code: forwardCode,
  params,
  bindings: { embeddings: 'read', weights: 'read', logits: 'read_write' },
});

export const verifierDEmbeddings = defineKernel({
  name: 'verifier.d_embeddings',
  code: dEmbeddingsCode,
  params,
  bindings: { embeddings: 'read', weights: 'read', d_logits: 'read', d_embeddings: 'read_write' },
});

export const verifierDWeights = defineKernel({
  name: 'verifier.d_weights',
  code: dWeightsCode,
  params,
  bindings: { embeddings: 'read', d_logits: 'read', d_weights: 'read_write' },
});

export interface VerifierShape extends PairsShape {
  readonly width: number;
}

/**
 * logits[i, j] = bias + Σ_k weights[k] · comparison(embeddings[i, k], embeddings[j, k]). embeddings [columns, width]; weights
 * [width + 1], the last one the bias; logits [rows, columns].
 */
export function forward(
  recorder: Recorder,
  comparison: FeatureComparison,
  buffers: Record<'embeddings' | 'weights' | 'logits', Slice>,
  { rows, columns, width }: VerifierShape,
  workgroup = 64,
): void {
  recorder.dispatch(verifierForward, {
    buffers,
    params: { rows, columns, width },
    workgroups: foldedGroups(rows * columns, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup, COMPARISON: comparisons.indexOf(comparison) },
  });
}

/** d_embeddings [rows, width]; overwrites. Columns from `rows` on are constants. d_logits [rows, columns]. */
export function dEmbeddings(
  recorder: Recorder,
  comparison: FeatureComparison,
  buffers: Record<'embeddings' | 'weights' | 'd_logits' | 'd_embeddings', Slice>,
  { rows, columns, width }: VerifierShape,
  workgroup = 64,
): void {
  recorder.dispatch(verifierDEmbeddings, {
    buffers,
    params: { rows, columns, width },
    workgroups: foldedGroups(rows * width, workgroup, recorder.target),
    overrides: { WORKGROUP: workgroup, COMPARISON: comparisons.indexOf(comparison) },
  });
}

/** d_weights [width + 1]; accumulates. d_logits [rows, columns]. */
export function dWeights(
  recorder: Recorder,
  comparison: FeatureComparison,
  buffers: Record<'embeddings' | 'd_logits' | 'd_weights', Slice>,
  { rows, columns, width }: VerifierShape,
  workgroup = summingLanes(recorder.target),
): void {
  recorder.dispatch(verifierDWeights, {
    buffers,
    params: { rows, columns, width },
    workgroups: [width + 1, 1, 1],
    overrides: { WORKGROUP: workgroup, COMPARISON: comparisons.indexOf(comparison) },
  });
}
