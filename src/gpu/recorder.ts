import { KinfoldError } from '../errors.js';
import type { Target } from './backend.js';
import type { Kernel } from './kernel.js';
import { ALIGNMENT, type Slice, WORD } from './tensor.js';

export type Workgroups = readonly [x: number, y: number, z: number];

/** One call of a kernel: which slices, which `Params`, how many workgroups, which pipeline overrides. */
export interface Dispatch {
  readonly type: 'dispatch';
  readonly label: string;
  readonly kernel: Kernel;
  readonly buffers: Readonly<Record<string, Slice>>;
  readonly params: Readonly<Record<string, number>>;
  readonly workgroups: Workgroups;
  readonly overrides: Readonly<Record<string, number>>;
}

/** Fills a slice with zero bits. */
export interface Clear {
  readonly type: 'clear';
  readonly slice: Slice;
}

/** Copies `from` over `to`; equal lengths, different buffers. */
export interface Copy {
  readonly type: 'copy';
  readonly from: Slice;
  readonly to: Slice;
}

export type Command = Dispatch | Clear | Copy;

/**
 * Collects commands; never touches the device. What would break a limit of the target is refused here, before anything
 * runs, because a GPU would answer with silent zeros.
 */
export class Recorder {
  readonly commands: Command[] = [];

  constructor(readonly target: Target) {}

  dispatch<P extends string, B extends string>(
    kernel: Kernel<P, B>,
    call: {
      readonly buffers: Readonly<Record<B, Slice>>;
      readonly params: Readonly<Record<P, number>>;
      readonly workgroups: Workgroups;
      readonly overrides?: Readonly<Record<string, number>>;
      readonly label?: string;
    },
  ): Dispatch {
    const dispatch: Dispatch = {
      type: 'dispatch',
      label: call.label ? `${call.label} (${kernel.name})` : kernel.name,
      kernel,
      buffers: call.buffers,
      params: call.params,
      workgroups: call.workgroups,
      overrides: call.overrides ?? {},
    };
    this.#check(dispatch);
    this.commands.push(dispatch);
    return dispatch;
  }

  clear(slice: Slice): void {
    this.commands.push({ type: 'clear', slice });
  }

  copy(from: Slice, to: Slice): void {
    if (from.length !== to.length || from.buffer === to.buffer) {
      throw new KinfoldError(
        'argument-invalid',
        `copy: from ${from.buffer.label}[${from.length}] to ${to.buffer.label}[${to.length}]; expected equal lengths of two buffers`,
      );
    }
    this.commands.push({ type: 'copy', from, to });
  }

  #check({ label, kernel, buffers, workgroups }: Dispatch): void {
    const { maxComputeWorkgroupsPerDimension, maxStorageBufferBindingSize } = this.target.limits;
    for (const count of workgroups) {
      if (!Number.isInteger(count) || count < 1 || count > maxComputeWorkgroupsPerDimension) {
        throw new KinfoldError(
          'limit-exceeded',
          `${label}: ${workgroups.join(' × ')} workgroups, but a dimension takes 1 to ${maxComputeWorkgroupsPerDimension}; use a smaller batch`,
        );
      }
    }
    for (const name of Object.keys(kernel.bindings)) {
      const slice = buffers[name];
      if (!slice) throw new KinfoldError('argument-invalid', `${label}: no buffer for the binding ${name}`);
      if (slice.length * WORD > maxStorageBufferBindingSize) {
        throw new KinfoldError(
          'limit-exceeded',
          `${label}: binding ${name} has ${slice.length * WORD} bytes, but the device binds at most ${maxStorageBufferBindingSize}; use a smaller batch`,
        );
      }
      if (slice.length < 1 || slice.offset % ALIGNMENT !== 0 || slice.offset + slice.length > slice.buffer.length) {
        throw new KinfoldError(
          'argument-invalid',
          `${label}: binding ${name} is [${slice.offset}, +${slice.length}] of ${slice.buffer.label} with ${slice.buffer.length} words; expected an aligned, non-empty part of it`,
        );
      }
    }
  }
}

/** Workgroups that cover `items` at `size` each. */
export function groups(items: number, size: number): number {
  return Math.max(1, Math.ceil(items / size));
}

/**
 * Workgroups that cover `items` at `size` each, folded into two dimensions once one is not enough. A kernel finds its
 * index as `(group.y * groups.x + group.x) * size + local` and returns beyond `items`.
 */
export function foldedGroups(items: number, size: number, target: Target): Workgroups {
  const count = groups(items, size);
  const widest = target.limits.maxComputeWorkgroupsPerDimension;
  if (count <= widest) return [count, 1, 1];
  const y = Math.ceil(count / widest);
  return [Math.ceil(count / y), y, 1];
}
