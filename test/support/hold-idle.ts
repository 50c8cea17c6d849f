/** A script of the page: keeps what the kiosk does when nobody has touched it for long, so that a test can say when that is. */
export function holdIdle(): void {
  const later = globalThis.setTimeout;
  const held = (task: TimerHandler, milliseconds?: number, ...args: unknown[]) => {
    if (milliseconds !== 180_000) return later(task, milliseconds, ...args);
    Object.assign(globalThis, { idle: task });
    return 0;
  };
  Object.assign(globalThis, { setTimeout: held });
}
