import type { Tail } from '../../src/engine/calibration.js';
import { type Compared, FAR, type measureTails, type Performance, TAILS } from './measure.js';

/** Whom the thresholds of each tail accept and reject, all casts together, in Markdown. */
export function formatTails({ condition, performances }: Awaited<ReturnType<typeof measureTails>>): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const rows = TAILS.flatMap((tail) =>
    (['before', 'after'] as const).map((state) => [
      `${tail}, ${state} teaching`,
      ...figures(performances, tail, state),
    ]),
  );
  const people = performances.map(({ before }) => before.strangers);
  return [
    `${condition}: ${performances.length} casts, cohorts of ${Math.min(...people)} to ${Math.max(...people)}, normal tail for FAR ${FAR}, ${new Date().toISOString().slice(0, 10)}`,
    '',
    line(['', 'threshold', 'strangers let in', 'enrolled refused, picture fit', 'other pictures']),
    line(['---', '---', '---', '---', '---']),
    ...rows.map(line),
  ].join('\n');
}

function figures(performances: readonly Performance[], tail: Tail, state: 'before' | 'after'): string[] {
  const rounds = performances.map((performance) => performance[state]);
  const limits = rounds.map(({ thresholds }) => thresholds[tail]);
  const wrong = (isOf: (one: Compared) => boolean) => {
    let [all, count] = [0, 0];
    for (const { compared, thresholds } of rounds) {
      for (const one of compared.filter(isOf)) {
        const isAccepted = one.distance <= thresholds[tail];
        if (one.isStranger ? isAccepted : !(isAccepted && one.isRight)) count++;
        all++;
      }
    }
    return `${count} of ${all}`;
  };
  const mean = limits.reduce((a, b) => a + b) / limits.length;
  return [
    `${mean.toFixed(2)} (${Math.min(...limits).toFixed(2)} to ${Math.max(...limits).toFixed(2)})`,
    wrong(({ isStranger }) => isStranger),
    wrong(({ isStranger, isFit }) => !isStranger && isFit),
    wrong(({ isStranger, isFit }) => !isStranger && !isFit),
  ];
}
