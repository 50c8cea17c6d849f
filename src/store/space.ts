/** How much the browser lets this origin keep. */
export interface Space {
  /** Whether it keeps everything until the user says otherwise; else it may delete all of it when space gets short. */
  readonly isPersistent: boolean;
  /** Bytes that the origin uses, about; null where the browser does not say. */
  readonly usage: number | null;
  /** Bytes that it may use, about; null where the browser does not say. */
  readonly quota: number | null;
}

/** Asks the browser not to delete what is kept when space gets short. Some ask the user. @returns whether it agrees. */
export async function persist(): Promise<boolean> {
  return (await manager()?.persist?.()) ?? false;
}

export async function space(): Promise<Space> {
  const { usage = null, quota = null } = (await manager()?.estimate?.()) ?? {};
  return { isPersistent: (await manager()?.persisted?.()) ?? false, usage, quota };
}

const manager = (): Partial<StorageManager> | undefined => globalThis.navigator?.storage;
