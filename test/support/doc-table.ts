import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** The text of a page of docs/. */
export const docPage = (name: string): string => readFileSync(resolve(import.meta.dirname, '../../docs', name), 'utf8');

/** The cells of the table under a heading of a page, without back ticks. */
export function docTable(page: string, heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}
