import { lanes } from './race-shapes.js';
import type { RaceSample } from './races.js';

/** Three anchors among eleven columns. */
const shape = { rows: 3, columns: 11 };
const anchors = (params: RaceSample['params'] = {}) => lanes({ ...shape, ...params }, [3, 1, 1]);
const contrastive = anchors({ positive_margin: 0, margin: 1 });
const multiSimilarity = anchors({ alpha: 2, beta: 5, base: 0.5 });
const supervisedContrastive = anchors({ temperature: 0.5 });

const verifier = (params: RaceSample['params'], groups: RaceSample['groups']): RaceSample => {
  const { overrides, ...sample } = lanes(params, groups);
  return { ...sample, overrides: { ...overrides, COMPARISON: 1 } };
};
const pairs = { ...shape, width: 5 };

/** Samples of the losses of pairs and of what makes pairs and their logits. */
export const pairSamples: Readonly<Record<string, RaceSample>> = {
  'pairs.all': anchors(),
  'pairs.mined': anchors(),
  'pair_loss.reduce': lanes({ rows: 11, slot: 1, reducer: 3, needs_both: 0 }, [1, 1, 1]),
  'contrastive.forward': contrastive,
  'contrastive.d_distances': contrastive,
  'multi_similarity.forward': multiSimilarity,
  'multi_similarity.d_distances': multiSimilarity,
  'supervised_contrastive.forward': supervisedContrastive,
  'supervised_contrastive.d_distances': supervisedContrastive,
  'cross_entropy.forward': anchors(),
  'cross_entropy.d_logits': anchors(),
  'verifier.forward': verifier(pairs, [5, 1, 1]),
  'verifier.d_embeddings': verifier(pairs, [2, 1, 1]),
  'verifier.d_weights': verifier(pairs, [6, 1, 1]),
};
