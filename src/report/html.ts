import { detChart, distanceChart, rocChart } from './charts.js';
import { escapeHtml } from './escape.js';
import { mapChart } from './map-chart.js';
import type { Report } from './report.js';
import { style } from './style.js';
import { confusedTable, figuresTable, foldsTable, provenanceTable, table } from './tables.js';
import { judgementChart, teachingSection, trainingChart } from './teaching.js';

/**
 * A report as one HTML file that needs nothing else: no script, no font, no picture from elsewhere, and a policy that forbids them.
 * Names of people and files are text in it, whatever characters they have.
 */
export function reportHtml(report: Report): string {
  const title = escapeHtml(report.title);
  const taught = teachingSection(report);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${title}</title><style>${style}</style></head><body>`,
    `<h1>${title}</h1><p>${escapeHtml(summary(report))}</p>`,
    section('Figures', figuresTable(report)),
    section('Curves', `<div class="plots">${curves(report).join('')}</div>`),
    taught === '' ? '' : section('Teaching', taught),
    report.accuracy ? section('Folds', foldsTable(report.accuracy)) : '',
    section('Nearest pairs of two people', confusedTable(report.confused.impostor)),
    section('Farthest pairs of one person', confusedTable(report.confused.genuine)),
    report.leftOut.length > 0 ? section('Left out', leftOut(report)) : '',
    section('What was measured', provenanceTable(report)),
    `<p>${escapeHtml(METHOD)}</p>`,
    '</body></html>\n',
  ].join('\n');
}

const METHOD =
  'Distances are squared, between unit vectors, from 0 to 4. Intervals contain the true figure in 95 % of the cases. Pairs that share a person count for less than pairs that do not: rates have mid-P intervals on the effective number of trials, R-precision and MAP@R a bootstrap over identities.';

const section = (heading: string, content: string) => `<section><h2>${heading}</h2>${content}</section>`;
const drawing = (svg: string, caption: string) => `<figure>${svg}<figcaption>${caption}</figcaption></figure>`;

function summary({ pictures, identities, genuinePairs, impostorPairs, leftOut, pairsLeftOut }: Report): string {
  const count = (number: number) => number.toLocaleString('en');
  const missing = [
    ...(leftOut.length > 0 ? [`${count(leftOut.length)} pictures left out`] : []),
    ...(pairsLeftOut > 0 ? [`${count(pairsLeftOut)} pairs left out with them`] : []),
  ];
  const measured = `${count(pictures)} pictures of ${count(identities)} people; ${count(genuinePairs)} genuine and ${count(impostorPairs)} impostor pairs`;
  return `${[measured, ...missing].join('; ')}.`;
}

function curves(report: Report): string[] {
  const { before, map, training, verdict } = report;
  const coloured = (series: string, text: string) => `<span class="${series}">${text}</span>`;
  const kinds = `${coloured('genuine', 'genuine')} and ${coloured('impostor', 'impostor')} pairs`;
  const former = before ? '; dashed: before' : '';
  const taught = training && training.length > 0 ? training : undefined;
  return [
    drawing(rocChart(report), `ROC; dots: the figures above${former}`),
    drawing(detChart(report), `DET; dot: EER${former}`),
    ...(before ? [drawing(distanceChart(before), `Before: ${kinds}; dashed: the thresholds then`)] : []),
    drawing(distanceChart(report), `${before ? 'Now' : 'Distances'}: ${kinds}; dashed: the thresholds above`),
    ...(map ? [drawing(mapChart(map), 'Embeddings in the plane of their two largest variances')] : []),
    ...(taught
      ? [
          drawing(
            trainingChart(taught),
            `Training: ${coloured('genuine', 'loss')} and ${coloured('impostor', 'share of active triplets')}`,
          ),
        ]
      : []),
    ...(taught?.some(({ eer }) => eer !== null)
      ? [drawing(judgementChart(taught, verdict), 'Training: EER of the pictures that judge')]
      : []),
  ];
}

function leftOut({ leftOut: files }: Report): string {
  return table(
    ['Picture', 'Why'],
    files.map(({ file, reason }) => [file, reason]),
    'names',
  );
}
