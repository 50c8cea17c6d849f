import type { CaseResult, Status } from './run.js';

export type Counts = Record<Status, number>;

const none = (): Counts => ({ passed: 0, failed: 0, unsupported: 0 });

export function count(results: readonly CaseResult[]): Counts {
  const counts = none();
  for (const { status } of results) counts[status]++;
  return counts;
}

/** By operator; a case with several operators counts under `several`. */
export function countByOperator(results: readonly CaseResult[]): Record<string, Counts> {
  const byOperator = new Map<string, Counts>();
  for (const { operators, status } of results) {
    const name = operators.length === 1 ? operators[0]! : 'several';
    const counts = byOperator.get(name) ?? none();
    counts[status]++;
    byOperator.set(name, counts);
  }
  return Object.fromEntries([...byOperator].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What did not pass by name, a table by operator, and the sums. */
export function formatReport(results: readonly CaseResult[]): string {
  const lines = results.flatMap(({ name, status, reason }) =>
    status === 'passed' ? [] : [`${status.padEnd(12)} ${name}: ${reason}`],
  );
  const row = (title: string, { passed, failed, unsupported }: Counts) =>
    `${title.padEnd(28)}${[passed, failed, unsupported].map((number) => String(number).padStart(13)).join('')}`;
  lines.push(
    '',
    `${'operator'.padEnd(28)}${['passed', 'failed', 'unsupported'].map((name) => name.padStart(13)).join('')}`,
  );
  for (const [operator, counts] of Object.entries(countByOperator(results))) lines.push(row(operator, counts));
  lines.push(row('all', count(results)));
  return lines.join('\n');
}
