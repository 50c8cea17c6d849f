import type { Command } from '../gpu/recorder.js';
import { type BufferSpec, WORD } from '../gpu/tensor.js';

/** What a dry run says of a command list before anything is allocated. */
export interface DryRun {
  readonly dispatches: readonly { readonly label: string; readonly workgroups: readonly number[] }[];
  readonly buffers: readonly { readonly label: string; readonly bytes: number }[];
  /** All buffers together: the peak, since a plan's buffers live as long as the plan. */
  readonly bytes: number;
}

export function dryRun(commands: readonly Command[], buffers: readonly BufferSpec[]): DryRun {
  const sizes = buffers.map(({ label, length }) => ({ label, bytes: length * WORD }));
  return {
    dispatches: commands
      .filter((command) => command.type === 'dispatch')
      .map(({ label, workgroups }) => ({ label, workgroups })),
    buffers: sizes,
    bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** The dry run as text, a line a dispatch and a line a buffer. */
export function formatDryRun({ dispatches, buffers, bytes }: DryRun): string {
  return [
    `${dispatches.length} dispatches`,
    ...dispatches.map(({ label, workgroups }) => `  ${label}  ${workgroups.join(' × ')}`),
    `${buffers.length} buffers, ${bytes} bytes`,
    ...buffers.map(({ label, bytes }) => `  ${label}  ${bytes}`),
  ].join('\n');
}
