import type { Guard, GuardState } from '../access/guard.js';
import { Turns } from '../backbone/turns.js';
import { decodeJson, encodeJson } from '../store/json-record.js';
import type { Store } from '../store/types.js';

/** The lockouts of a kiosk: of its door, and of its PIN. */
type Name = 'door' | 'pin';

/** Lockouts that the store keeps together, sealed. */
export function guardsIn(store: Pick<Store, 'readState' | 'writeState'>): Record<Name, Guard> {
  const turns = new Turns();
  const read = async (): Promise<Partial<Record<Name, GuardState>>> => {
    const bytes = await store.readState('lockout');
    return bytes ? decodeJson(bytes) : {};
  };
  const guard = (name: Name): Guard => ({
    read: () => turns.take(async () => (await read())[name] ?? null),
    write: (state) =>
      turns.take(async () => store.writeState('lockout', encodeJson({ ...(await read()), [name]: state }))),
  });
  return { door: guard('door'), pin: guard('pin') };
}
