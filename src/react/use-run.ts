import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Run, RunState } from '../kiosk/run.js';

/**
 * A run that ends with the component, and begins from nothing with another kiosk or camera: what one of them decided says nothing of
 * another.
 */
export function useRun<State extends { readonly state: string }, Kind extends Run<State>>(
  create: () => Kind & { readonly state: RunState<State> },
  of: readonly unknown[],
) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it is a run of is the caller's to say.
  const run = useMemo(create, of);
  useEffect(() => () => run.cancel(), [run]);
  const state = useSyncExternalStore(
    run.subscribe,
    () => run.state,
    () => run.state,
  );
  return [run, state] as const;
}
