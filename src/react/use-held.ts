import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Held } from './held.js';

/** Opens something while the component is mounted, with the function of the latest render. */
export function useHeld<Thing extends { close(): unknown }>(
  open: () => Promise<Thing>,
  closings?: Set<Promise<unknown>>,
) {
  const latest = useLatest(open);
  const [held] = useState(() => new Held(() => latest.current(), closings));
  useEffect(() => held.hold(), [held]);
  const opening = useSyncExternalStore(
    held.subscribe,
    () => held.state,
    () => held.state,
  );
  return { ...opening, restart: held.restart };
}

/** What was passed to the latest render, for whoever asks later. */
export function useLatest<Value>(value: Value): { readonly current: Value } {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}
