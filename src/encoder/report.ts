import type { Command } from '../gpu/recorder.js';
import { type BufferSpec, WORD } from '../gpu/tensor.js';
import type { ResolvedGraph } from './graph.js';

/** What will run and what it takes, known before anything is allocated. */
export interface DryRun {
  /** Every node with its output's shape, rows included. */
  readonly nodes: readonly { readonly name: string; readonly op: string; readonly shape: readonly number[] }[];
  readonly dispatches: readonly { readonly label: string; readonly workgroups: readonly number[] }[];
  readonly buffers: readonly { readonly label: string; readonly bytes: number }[];
  /** All buffers together, which is the peak: they live as long as the plan. */
  readonly bytes: number;
}

/** @param rows pictures in a batch. */
export function dryRun(
  graph: ResolvedGraph,
  rows: number,
  commands: readonly Command[],
  buffers: readonly BufferSpec[],
): DryRun {
  const sizes = buffers.map(({ label, length }) => ({ label, bytes: length * WORD }));
  return {
    nodes: graph.nodes.map(({ name, op, shape }) => ({ name, op, shape: [rows, ...shape] })),
    dispatches: commands
      .filter((command) => command.type === 'dispatch')
      .map(({ label, workgroups }) => ({ label, workgroups })),
    buffers: sizes,
    bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** The dry run as text: a line a node, a line a dispatch, a line a buffer. */
export function formatDryRun({ nodes, dispatches, buffers, bytes }: DryRun): string {
  return [
    `${nodes.length} nodes`,
    ...nodes.map(({ name, op, shape }) => `  ${name}  ${op}  [${shape.join(', ')}]`),
    `${dispatches.length} dispatches`,
    ...dispatches.map(({ label, workgroups }) => `  ${label}  ${workgroups.join(' × ')}`),
    `${buffers.length} buffers, ${bytes} bytes`,
    ...buffers.map(({ label, bytes }) => `  ${label}  ${bytes}`),
  ].join('\n');
}
