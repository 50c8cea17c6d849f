import type { LearnOptions, StepReport } from './learn.js';

/** What the page asks of its worker, once. */
export interface Order {
  /** The digits as the page fetched them, and how many of them to keep away from training. */
  readonly bytes: Uint8Array;
  readonly unseen: number;
  readonly options: LearnOptions;
}

/** What the worker says. */
export type Report =
  | { readonly kind: 'opened'; readonly adapter: string }
  | StepReport
  /** For each unseen digit the place of its nearest other one. */
  | { readonly kind: 'round'; readonly step: number; readonly recall: number; readonly nearest: Uint32Array }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };
