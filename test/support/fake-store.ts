import { KinfoldError } from '../../src/errors.js';
import { type Consent, hasEnded, type Person } from '../../src/store/consent.js';
import type { StateKind, StorableEngine, Store } from '../../src/store/types.js';

/** A store in memory that knows of an engine only its state and its names. A method can be replaced to make it fail. */
export function fakeStore(now: () => number = Date.now) {
  const states = new Map<StateKind, Uint8Array>();
  const events: object[] = [];
  let kept: { readonly state: Uint8Array; readonly members: Map<string, Consent> } | null = null;
  let pin: string | null = null;
  const members = () => kept?.members ?? new Map<string, Consent>();
  const without = (gone: ReadonlySet<string>) => {
    if (!kept || gone.size === 0) return;
    const { gallery, calibration, ...rest } = JSON.parse(new TextDecoder().decode(kept.state));
    const left = {
      ...rest,
      gallery: gallery.filter((name: string) => !gone.has(name)),
      // It was made for others.
      calibration: calibration && { ...calibration, isCurrent: false },
    };
    kept = {
      state: new TextEncoder().encode(JSON.stringify(left)),
      members: new Map([...kept.members].filter(([name]) => !gone.has(name))),
    };
  };
  const store: Store = {
    people: () =>
      [...members()].map(
        ([identity, consent]): Person => ({ identity, id: `id of ${identity}`, pictures: 1, consent }),
      ),
    identityId: (identity) => (members().has(identity) ? `id of ${identity}` : null),
    async keep(engine: StorableEngine, { consents = new Map<string, Consent>(), cohort } = {}) {
      const state = await engine.save();
      const { gallery } = JSON.parse(new TextDecoder().decode(state)) as { gallery: string[] };
      const entries = gallery.map((name): [string, Consent] => {
        const consent = consents.get(name) ?? members().get(name);
        if (!consent) throw new KinfoldError('consent-missing', `store: "${name}" is enrolled without a consent`);
        return [name, consent];
      });
      kept = { state, members: new Map(entries) };
      if (cohort) states.set('cohort', cohort);
    },
    async restore(engine) {
      await store.expire();
      if (kept) await engine.load(kept.state);
      return kept !== null;
    },
    templates: async () => null,
    async remove(identity) {
      if (!members().has(identity)) throw new KinfoldError('identity-unknown', `store: "${identity}" is not kept`);
      without(new Set([identity]));
    },
    async expire() {
      const gone = [...members()].filter(([, consent]) => hasEnded(consent, now())).map(([name]) => name);
      without(new Set(gone));
      return gone;
    },
    readState: async (kind) => states.get(kind) ?? null,
    async writeState(kind, bytes) {
      if (bytes) states.set(kind, bytes);
      else states.delete(kind);
    },
    async setPin(next) {
      pin = next;
    },
    hasPin: () => pin !== null,
    checkPin: async (entered) => entered === pin,
    async appendAudit(event) {
      events.push(event);
    },
    audit: async () => events,
    exportBackup: async () => {
      const state = JSON.parse(new TextDecoder().decode(kept!.state));
      return new TextEncoder().encode(JSON.stringify({ ...state, members: [...members()] }));
    },
    async importBackup(file, passphrase, engine) {
      if (passphrase !== 'right') throw new KinfoldError('passphrase-wrong', 'store: this passphrase does not open it');
      await engine.load(file);
      kept = { state: file, members: new Map(JSON.parse(new TextDecoder().decode(file)).members) };
    },
    persist: async () => true,
    space: async () => ({ isPersistent: true, usage: null, quota: null }),
    async destroy() {
      kept = null;
    },
    close: async () => {},
  };
  return store;
}
