import type { Kiosk } from 'kinfold/face';
import { challengeLiveness, type LivenessCheck, temporalLiveness } from 'kinfold/face';

/** How a face has to show that it lives. */
export type Liveness = 'challenge' | 'movement' | 'none';

/** What whoever runs the kiosk has chosen; kept sealed. */
export interface Settings {
  readonly liveness: Liveness;
}

const DEFAULTS: Settings = { liveness: 'challenge' };

const checks: Record<Liveness, () => readonly LivenessCheck[]> = {
  challenge: () => [temporalLiveness(), challengeLiveness()],
  movement: () => [temporalLiveness()],
  none: () => [],
};

/** Reads what was kept and holds the kiosk to it. */
export async function loadSettings(kiosk: Kiosk): Promise<Settings> {
  const kept = (await kiosk.settings()) as Partial<Settings> | null;
  // What is not known, as after a change of this page, falls back to the strictest.
  const liveness = kept?.liveness && Object.hasOwn(checks, kept.liveness) ? kept.liveness : DEFAULTS.liveness;
  const required = checks[liveness]();
  kiosk.require({ liveness: required, policy: { liveness: required.length > 0 } });
  return { liveness };
}
