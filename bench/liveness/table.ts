import type { PadRate } from '../../src/metric/evaluation/pad.js';

/** A rate with its interval; how many presentations had no face that was found. */
export function formatRate({ value, lower, upper, unanswered }: PadRate): string {
  if (value === null) return 'none found';
  const percent = (share: number) => (100 * share).toFixed(share < 0.1 && share > 0 ? 1 : 0);
  const missing = unanswered > 0 ? `, ${unanswered} not found` : '';
  return `${percent(value)} % [${percent(lower)}, ${percent(upper)}]${missing}`;
}

/** Rows of cells, the first of which is the head, as a table in Markdown. */
export function formatTable([head, ...rows]: readonly (readonly string[])[]): string {
  return [head!, head!.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
