import { LONGEST } from './main-thread.js';
import { PHASES, type StagesRun } from './stages.js';
import type { Stage } from './timed.js';

const STAGES: readonly (readonly [Stage, string])[] = [
  ['to the page', 'camera to page'],
  ['wait', 'queue'],
  ['between the threads', 'to the vision worker and back'],
  ['decode', 'pixels of the frame'],
  ['detect', 'detector'],
  ['track', 'tracking'],
  ['landmarks', 'landmarks'],
  ['quality', 'pose and quality'],
  ['liveness', 'presentation-attack networks'],
  ['align', 'alignment'],
  ['turn', 'until the frame before is decided on'],
  ['comparison', 'comparison in the engine worker'],
  ['decision', 'liveness checks, lockout, decision'],
  ['whole', '**frame to decision**'],
];

/** Tables in Markdown: stages, and what the page's main thread ran. */
export function formatStages({ adapter, decisions, times, tasks, longTasks }: StagesRun): string {
  const rows = STAGES.map(([stage, name]) => {
    const values = times.map((frame) => frame[stage] ?? 0);
    return `| ${name} | ${quantile(values, 0.5).toFixed(1)} | ${quantile(values, 0.95).toFixed(1)} |`;
  });
  const phases = PHASES.map((phase) => {
    const processor = tasks[phase].map((task) => task.processor);
    const duration = tasks[phase].map((task) => task.duration);
    const over = (list: readonly number[]) => list.filter((ms) => ms > LONGEST).length;
    const cells = [tasks[phase].length, longest(processor), over(processor), longest(duration), over(duration)];
    return `| ${phase} | ${cells.join(' | ')} |`;
  });
  const parts = PHASES.flatMap((phase) =>
    tasks[phase]
      .filter(({ processor }) => processor > LONGEST / 2)
      .map((task) => `${phase}: ${task.processor.toFixed(1)} ms: ${task.parts.join(', ')}`),
  );
  return [
    `${adapter}; ${times.length} frames compared in ${decisions.length} attempts: ${[...new Set(decisions)].join(', ')}`,
    '',
    '| stage, ms | median | p95 |',
    '| --- | --- | --- |',
    ...rows,
    '',
    `| main thread while | tasks | longest, ms of the processor | over ${LONGEST} ms | longest, ms of the clock | over ${LONGEST} ms |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...phases,
    '',
    `longtask entries: ${longTasks.length === 0 ? 'none' : longTasks.map((ms) => ms.toFixed(0)).join(', ')} ms`,
    ...parts,
  ].join('\n');
}

const longest = (list: readonly number[]) => Math.max(0, ...list).toFixed(1);

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
