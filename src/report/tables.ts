import type { Estimate } from '../metric/statistics/estimate.js';
import { escapeHtml, percent } from './escape.js';
import type { ConfusedPair, FormerFigures, Report } from './report.js';

/** A cell's text; numbers stand on the right. */
type Cell = string | { readonly number: string };

/** A table of text, all of it escaped. `names`: its words may be broken anywhere. */
export function table(
  head: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  kind: 'figures' | 'names' = 'figures',
): string {
  const cell = (tag: 'th' | 'td') => (content: Cell) =>
    typeof content === 'string'
      ? `<${tag}>${escapeHtml(content)}</${tag}>`
      : `<${tag} class="number">${escapeHtml(content.number)}</${tag}>`;
  const row = (tag: 'th' | 'td', cells: readonly Cell[]) => `<tr>${cells.map(cell(tag)).join('')}</tr>`;
  const body = rows.map((cells) => row('td', cells)).join('');
  return `<table class="${kind}"><thead>${row('th', head)}</thead><tbody>${body}</tbody></table>`;
}

/** A number keeps its unit beside it. */
const number = (text: string): Cell => ({ number: text.replaceAll(' %', '\u00a0%') });
/** A figure as text. */
interface Row {
  readonly name: string;
  readonly value: string;
  readonly interval: string;
  readonly threshold: string;
}

const figure = (name: string, { value, lower, upper }: Estimate, threshold = ''): Row => ({
  name,
  value: percent(value),
  interval: `${(lower * 100).toFixed(2)} – ${percent(upper)}`,
  threshold,
});
const distance = (value: number | null) => (value === null ? 'none' : value.toFixed(4));

const nameOfTar = (far: number) => `TAR at FAR ${percent(far, far < 0.001 ? 3 : 1)}`;

function figures({ tarAtFar, eer, auc, retrieval, fnirAtFpir }: FormerFigures): Row[] {
  const rows = tarAtFar.map(({ far, threshold, tar }) => figure(nameOfTar(far), tar, distance(threshold)));
  rows.push(figure('EER', eer), figure('Area under the ROC', auc));
  if (retrieval) {
    const { precisionAt1, rPrecision, mapAtR, rankK } = retrieval;
    rows.push(figure('Rank 1 (precision@1)', precisionAt1));
    const fifth = rankK[4];
    if (fifth) rows.push(figure('Rank 5', fifth));
    rows.push(figure('R-precision', rPrecision), figure('MAP@R', mapAtR));
  }
  for (const { fpir, threshold, fnir } of fnirAtFpir ?? []) {
    rows.push(figure(`FNIR at FPIR ${percent(fpir, 0)}`, fnir, distance(threshold)));
  }
  return rows;
}

/** Every figure with its interval, what it was before, and, where there is one, the threshold that it belongs to. */
export function figuresTable(report: Report): string {
  const { accuracy, before, tarAtFar, smallestFar } = report;
  const rows = figures(report);
  if (accuracy) {
    const { folds, standardError } = accuracy;
    const interval = `± ${percent(standardError)} (standard error, ${folds.length} folds)`;
    rows.unshift({ name: 'Accuracy', value: percent(accuracy.accuracy), interval, threshold: '' });
  }
  const former = new Map(before && figures(before).map(({ name, value }) => [name, value]));
  const guesses = new Set(tarAtFar.filter(({ far }) => far < smallestFar).map(({ far }) => nameOfTar(far)));
  const cells = rows.map(({ name, value, interval, threshold }) => [
    guesses.has(name) ? `${name} *` : name,
    ...(before ? [number(former.get(name) ?? '')] : []),
    number(value),
    number(interval),
    number(threshold),
  ]);
  const measured = before ? [number('before'), number('now')] : [number('measured')];
  const head = ['', ...measured, number('95 % interval'), number('threshold')];
  const note = `* ${report.impostorPairs} impostor pairs show no FAR below ${percent(smallestFar, 3)} (rule of three).`;
  return `${table(head, cells)}${guesses.size > 0 ? `<p>${escapeHtml(note)}</p>` : ''}`;
}

/** The accuracy of each fold. */
export function foldsTable({ folds }: NonNullable<Report['accuracy']>): string {
  const rows = folds.map(({ accuracy, threshold, pairs }, at) => [
    String(at + 1),
    number(String(pairs)),
    number(percent(accuracy)),
    number(distance(threshold)),
  ]);
  return table(['Fold', number('pairs'), number('accuracy'), number('threshold, chosen on the others')], rows);
}

export function confusedTable(pairs: readonly ConfusedPair[]): string {
  const rows = pairs.map(({ first, second, distance: squared }) => [first, second, number(distance(squared))]);
  return table(['', '', number('distance')], rows, 'names');
}

/** What was measured, with the sums by which it is known again. */
export function provenanceTable({ provenance }: Report): string {
  const { backbone, backboneSha256, encoderSha256, dataSha256, seed } = provenance;
  const sum = (name: string, sha256: string) => `<tr><th>${name}</th><td><code>${escapeHtml(sha256)}</code></td></tr>`;
  return [
    `<table class="names"><tbody><tr><th>Backbone</th><td>${escapeHtml(backbone)}</td></tr>`,
    sum('SHA-256 of the backbone', backboneSha256),
    sum('SHA-256 of the encoder’s weights', encoderSha256),
    sum('SHA-256 of the data', dataSha256),
    `<tr><th>Seed</th><td>${seed}</td></tr></tbody></table>`,
  ].join('');
}
