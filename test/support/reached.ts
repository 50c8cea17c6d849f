import { expect, vi } from 'vitest';

/** Waits until a run has come to a state. */
export const reached = (run: { readonly state: { readonly state: string } }, state: string) =>
  vi.waitFor(() => expect(run.state.state).toBe(state), { interval: 1 });
