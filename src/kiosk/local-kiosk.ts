import { RuledAccess } from '../access/access.js';
import type { AuditEvent } from '../access/audit.js';
import type { Attempt, AttemptOptions } from '../access/types.js';
import type { CallOptions } from '../engine/types.js';
import { KinfoldError } from '../errors.js';
import type { Observation } from '../face/observation.js';
import { normaliseIdentity } from '../gallery/identity.js';
import { type Consent, checkConsent } from '../store/consent.js';
import { decodeJson, encodeJson } from '../store/json-record.js';
import type { Camera } from './camera.js';
import { consentedEngine } from './consented.js';
import { Enrolling } from './enrol.js';
import { guardsIn } from './guards.js';
import { KeptPeople, type KioskParts } from './kept-people.js';
import type { EnrolOptions, Kiosk, KioskInfo, KioskRules } from './kiosk.js';
import { type PinAnswer, PinLock } from './pin-lock.js';
import type { Session } from './session.js';
import { takePicture } from './take-picture.js';
import { watch } from './watch.js';

const MOST_PICTURES = 16;

/** The parts of a kiosk as one thing. */
export class LocalKiosk extends KeptPeople implements Kiosk {
  readonly #pin: PinLock;
  readonly #access: RuledAccess;
  #isClosed = false;

  private constructor(parts: KioskParts, rules: KioskRules) {
    super(parts);
    const { engine, store, now } = parts;
    const guards = guardsIn(store);
    this.#pin = new PinLock(store, guards.pin);
    this.#access = new RuledAccess({
      engine: consentedEngine(engine, store, now),
      ...rules,
      guard: guards.door,
      audit: {
        opaqueId: (identity) => store.identityId(identity),
        write: (event) => store.appendAudit(event),
      },
    });
  }

  /** Puts the parts together, which it then owns, with everybody whom the store keeps. */
  static async open(parts: KioskParts, rules: KioskRules): Promise<Kiosk> {
    const kiosk = new LocalKiosk(parts, rules);
    await kiosk.changes.restore();
    return kiosk;
  }

  async info(): Promise<KioskInfo> {
    const { engine, vision, store } = this.parts;
    return {
      engine: await engine.info(),
      vision: await vision.info(),
      hasCohort: (await store.readState('cohort')) !== null,
      hasPin: store.hasPin(),
      isPersistent: (await store.space()).isPersistent,
    };
  }

  enrol(identity: string, consent: Consent, { liveness = [], pictures = 5 }: EnrolOptions = {}) {
    this.#throwIfClosed('enrol');
    const { engine, store, now } = this.parts;
    const name = normaliseIdentity(identity);
    checkConsent(consent, now());
    if (!(Number.isInteger(pictures) && pictures >= 1 && pictures <= MOST_PICTURES)) {
      const expected = `expected a whole number from 1 to ${MOST_PICTURES}`;
      throw new KinfoldError('argument-invalid', `enrol: pictures is ${pictures}, ${expected}`);
    }
    return new Enrolling(name, {
      engine,
      pictures,
      liveness,
      keep: (as, crops) => {
        const person = normaliseIdentity(as);
        void store.persist();
        return this.changes.make('enrol', () => engine.enrol(person, crops), new Map([[person, consent]]));
      },
    });
  }

  unlock(options?: AttemptOptions): Attempt {
    this.#throwIfClosed('unlock');
    return this.#access.begin(options);
  }

  picture() {
    this.#throwIfClosed('picture');
    return takePicture(this.parts.engine);
  }

  watch<State extends { readonly state: string }>(
    camera: Camera,
    session: Session<State>,
    onState: (state: State, observation: Observation) => void,
    options?: CallOptions,
  ) {
    return watch(this.parts.vision, camera, session, onState, options);
  }

  require(rules: KioskRules): void {
    this.#access.require(rules);
  }

  async audit() {
    return (await this.parts.store.audit()) as readonly AuditEvent[];
  }

  async settings(): Promise<unknown> {
    const kept = await this.parts.store.readState('settings');
    return kept ? decodeJson(kept) : null;
  }

  async keepSettings(settings: unknown): Promise<void> {
    await this.parts.store.writeState('settings', encodeJson(settings));
  }

  async setPin(pin: string): Promise<void> {
    await this.parts.store.setPin(pin);
  }

  async checkPin(pin: string): Promise<PinAnswer> {
    return this.#pin.check(pin);
  }

  async destroy(): Promise<void> {
    await this.parts.store.destroy();
    await this.close();
  }

  async restart(): Promise<void> {
    this.#throwIfClosed('restart');
    const { engine, vision } = this.parts;
    await Promise.all([engine.restart(), vision.restart()]);
    await this.changes.restore();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const { engine, vision, store } = this.parts;
    await Promise.all([engine.close(), vision.close(), store.close()]);
  }

  #throwIfClosed(subject: string): void {
    if (this.#isClosed) throw new KinfoldError('closed', `${subject}: the kiosk was closed; call openKiosk() again`);
  }
}
