import type { Estimate } from '../../metric/statistics/estimate.js';
import { percent } from '../../report/escape.js';
import type { Report } from '../../report/report.js';

/** The figures of a report as lines of text. */
export function formatReport(report: Report): string {
  const { accuracy, eer, auc, tarAtFar, retrieval, fnirAtFpir, smallestFar } = report;
  const row = (name: string, value: string, more: string) => `${name.padEnd(24)}${value.padStart(9)}  ${more}`;
  const figure = (name: string, { value, lower, upper }: Estimate, more = '') =>
    row(name, percent(value), `[${percent(lower)}, ${percent(upper)}]${more}`);
  const at = (threshold: number | null) => (threshold === null ? '' : `  threshold ${threshold.toFixed(4)}`);
  const lines = [
    report.title,
    `${report.pictures} pictures of ${report.identities} people, ${report.genuinePairs} genuine and ${report.impostorPairs} impostor pairs; ${report.leftOut.length} pictures and ${report.pairsLeftOut} pairs left out`,
    row('', 'measured', '95 % interval'),
  ];
  if (accuracy) {
    const { folds, standardError } = accuracy;
    lines.push(
      row(
        'accuracy',
        percent(accuracy.accuracy),
        `± ${percent(standardError)}, standard error over ${folds.length} folds`,
      ),
    );
  }
  for (const { far, threshold, tar } of tarAtFar) {
    const guess = far < smallestFar ? `  (so few impostor pairs show no FAR below ${percent(smallestFar)})` : '';
    lines.push(figure(`TAR at FAR ${Number((far * 100).toPrecision(2))} %`, tar, at(threshold) + guess));
  }
  lines.push(figure('EER', eer), figure('area under the ROC', auc));
  if (retrieval) {
    lines.push(figure('rank 1', retrieval.precisionAt1), figure('R-precision', retrieval.rPrecision));
    lines.push(figure('MAP@R', retrieval.mapAtR));
  }
  for (const { fpir, threshold, fnir } of fnirAtFpir ?? []) {
    lines.push(figure(`FNIR at FPIR ${fpir * 100} %`, fnir, at(threshold)));
  }
  return lines.join('\n');
}
