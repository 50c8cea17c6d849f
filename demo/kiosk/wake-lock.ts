/** Keeps the screen lit while the page is seen. The browser takes the lock away with every tab that is hidden, so it is asked for again. */
export function keepAwake(signal: AbortSignal): void {
  let lock: WakeLockSentinel | undefined;
  const take = async () => {
    if (document.visibilityState !== 'visible' || signal.aborted) return;
    // It is refused while the battery is low, and not there in every browser; the kiosk works without.
    lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (signal.aborted) void lock?.release();
  };
  document.addEventListener('visibilitychange', take, { signal });
  signal.addEventListener('abort', () => void lock?.release());
  void take();
}
