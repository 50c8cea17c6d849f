/** What is remembered of earlier attempts. Plain data without names; times in milliseconds since 1970. */
export interface GuardState {
  /** Wrong attempts since the last right one. One that is under way counts as wrong until it has ended. */
  readonly failures: number;
  /** When the next attempt may begin; 0 if at once. */
  readonly lockedUntil: number;
  /** When the attempts of the last minute began, oldest first. */
  readonly attempts: readonly number[];
  /** When this was written. A clock that shows less was set back. */
  readonly written: number;
  /** Grows by one with every write: less than before is a rollback. */
  readonly revision: number;
}

/** Keeps the lockout where a reload cannot reach it. Whoever can write there can unlock: seal it and notice a rollback. */
export interface Guard {
  /**
   * What was written last; null if nothing ever was.
   * @throws KinfoldError `store-tampered`, `store-rolled-back` and whatever else makes it untrue: nobody is authenticated then.
   */
  read(): Promise<GuardState | null>;
  /** Resolves once the state survives a reload; no answer goes out before. */
  write(state: GuardState): Promise<void>;
}
