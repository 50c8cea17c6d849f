import { type Evaluation, evaluate } from '../../metric/evaluation/evaluation.js';
import { rank1 } from '../../metric/evaluation/rank.js';

/** Embeddings [rows, width] with the identity of each row. */
export interface Labelled {
  readonly embeddings: Float32Array;
  readonly labels: readonly number[];
}

/**
 * All pairs of the probes for the verification figures; for rank-1 each probe against the gallery, or, without one, against
 * all other probes.
 */
export function measure(probes: Labelled, gallery?: Labelled): Evaluation {
  const figures = evaluate(probes.embeddings, probes.labels);
  if (!gallery) return figures;
  return { ...figures, rank1: rank1(gallery.embeddings, gallery.labels, probes.embeddings, probes.labels) };
}

const percent = (fraction: number) => `${(fraction * 100).toFixed(1)} %`.padStart(8);

/** The figures before and after as a table of text. */
export function formatTable(
  rows: readonly { readonly name: string; readonly before: Evaluation; readonly after: Evaluation }[],
): string {
  const lines = [`${''.padEnd(28)}  before     after`];
  for (const { name, before, after } of rows) {
    lines.push(name);
    for (const [title, pick] of figures)
      lines.push(`  ${title.padEnd(24)}${percent(pick(before))}  ${percent(pick(after))}`);
  }
  return lines.join('\n');
}

const figures: readonly (readonly [string, (evaluation: Evaluation) => number])[] = [
  ['TAR at FAR 1 %', ({ tarAtFar }) => tarAtFar['0.01']],
  ['TAR at FAR 0.1 %', ({ tarAtFar }) => tarAtFar['0.001']],
  ['EER', ({ eer }) => eer],
  ['rank-1', ({ rank1 }) => rank1],
];
