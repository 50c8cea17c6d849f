import { KinfoldError } from '../../errors.js';
import type { Backend } from '../../gpu/backend.js';
import { Recorder } from '../../gpu/recorder.js';
import { tensor } from '../../gpu/tensor.js';
import * as ops from '../../ops/verifier.js';
import { decodeStats } from '../objective/stats.js';
import { planVerifier } from './plan.js';
import { checkFeatures, checkVerifier, type Verifier } from './verifier.js';

/** What a verifier costs on a batch, and the gradient of that. */
export interface VerifierLoss {
  /** Mean cross-entropy of the positive pairs plus that of the negative ones, 0 or more. */
  readonly loss: number;
  readonly gradient: {
    /** [N, D] */
    readonly embeddings: Float32Array;
    /** [D] */
    readonly weights: Float32Array;
    readonly bias: number;
  };
}

/**
 * The binary cross-entropy of "the pair shows one identity" over all pairs of a batch, the mean over its positive pairs plus the mean
 * over its negative ones, so that both weigh the same; 2 · log 2 is chance. Loss and gradient are 0 for a batch without pairs of
 * both kinds.
 *
 * @param embeddings - [N, D], finite; with `chi-squared` not negative. D is the verifier's.
 * @param labels - [N] identity of each row, integers in [0, 2³²).
 * @throws KinfoldError as `verify`, `shape-mismatch` unless there is a label a row, and `limit-exceeded` for more rows than the
 *   device binds the pairs of.
 */
export async function verifierLoss(
  backend: Backend,
  verifier: Verifier,
  embeddings: Float32Array,
  labels: ArrayLike<number>,
): Promise<VerifierLoss> {
  checkVerifier('verifierLoss', verifier);
  const { comparison, weights, bias } = verifier;
  const width = weights.length;
  const rows = checkFeatures('verifierLoss', comparison, embeddings, width);
  if (labels.length !== rows) {
    throw new KinfoldError(
      'shape-mismatch',
      `verifierLoss: got ${labels.length} labels for ${rows} embeddings; pass one label for each row`,
    );
  }
  const shape = { rows, columns: rows, width };
  const plan = planVerifier(comparison, rows, width);
  const buffers = {
    embeddings: tensor('embeddings', rows * width),
    labels: tensor('labels', rows, 'u32'),
    weights: tensor('weights', width + 1),
    d_embeddings: tensor('d embeddings', rows * width),
    d_weights: tensor('d weights', width + 1),
    d_logits: plan.dLogits,
  };
  const recorder = new Recorder(backend);
  plan.record(recorder, buffers);
  ops.dEmbeddings(recorder, comparison, buffers, shape);
  recorder.clear(buffers.d_weights);
  ops.dWeights(recorder, comparison, buffers, shape);
  const own = [...new Set([...plan.buffers, ...Object.values(buffers).map(({ buffer }) => buffer)])];
  backend.allocate(own);
  try {
    backend.write(buffers.embeddings, embeddings);
    backend.write(buffers.labels, Uint32Array.from(labels));
    backend.write(buffers.weights, Float32Array.of(...weights, bias));
    const program = await backend.compile('verifier loss', recorder.commands);
    const stats = await program.runAndRead(plan.stats).finally(() => program.release());
    const dWeights = Float32Array.from(await backend.read(buffers.d_weights));
    return {
      loss: decodeStats(stats).loss,
      gradient: {
        embeddings: Float32Array.from(await backend.read(buffers.d_embeddings)),
        weights: dWeights.subarray(0, width),
        bias: dWeights[width]!,
      },
    };
  } finally {
    backend.free(own);
  }
}
