import type { Graph } from '../encoder/graph.js';
import { residualHead } from '../encoder/heads.js';

/** Width of the hidden layer and training noise: the recipe that docs/benchmarks.md measures. */
const HIDDEN = 256;
const NOISE = 0.04;

/** The head that an engine puts behind features, or behind a backbone's embedding, of this width. */
export function headFor(width: number): Graph {
  return residualHead({ width, hidden: HIDDEN, noise: NOISE });
}
