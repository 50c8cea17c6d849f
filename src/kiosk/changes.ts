import { Turns } from '../backbone/turns.js';
import type { Engine } from '../engine/types.js';
import { KinfoldError, type KinfoldErrorCode } from '../errors.js';
import type { Consent } from '../store/consent.js';
import type { Store } from '../store/types.js';
import type { Recalibrated } from './recalibrate.js';

type KeptStore = Pick<Store, 'keep' | 'restore' | 'readState' | 'people'>;
type ChangedEngine = Pick<Engine, 'info' | 'save' | 'load' | 'templates' | 'calibrate' | 'identities' | 'remove'>;

/** What a cohort can have against a gallery. */
const UNCALIBRATED: readonly KinfoldErrorCode[] = ['far-unsupported', 'argument-invalid', 'save-mismatch'];

/** A change that takes minutes. */
export interface Learning {
  /** Calibrates again and keeps what was learned. */
  keep<Result extends object>(result: Result): Promise<Result & Recalibrated>;
  /** Lets others change something again. */
  end(): void;
}

/** Changes of gallery and weights, one at a time, each of them both in the engine and in the store or in neither. */
export class Changes {
  readonly #engine: ChangedEngine;
  readonly #store: KeptStore;
  readonly #turns = new Turns();
  #isLearning = false;

  constructor(engine: ChangedEngine, store: KeptStore) {
    this.#engine = engine;
    this.#store = store;
  }

  /** Changes the engine, calibrates it again if it was calibrated, and keeps that. */
  make<Result extends object>(
    subject: string,
    work: () => Promise<Result>,
    consents?: ReadonlyMap<string, Consent>,
  ): Promise<Result & Recalibrated> {
    this.throwIfLearning(subject);
    return this.#turns.take(async () => {
      const before = await this.#engine.save();
      try {
        return await this.#keep(await work(), consents);
      } catch (error) {
        await this.#goBack(before);
        throw error;
      }
    });
  }

  /**
   * Begins a change that takes minutes: until it ends others are refused with `busy` instead of waiting. The engine changes nothing before
   * it has learned, so there is nothing to go back to until then.
   */
  async learn(subject: string): Promise<Learning> {
    this.throwIfLearning(subject);
    this.#isLearning = true;
    const before = await this.#turns
      .take(() => this.#engine.save())
      .catch((error) => {
        this.#isLearning = false;
        throw error;
      });
    return {
      keep: async (result) => {
        try {
          return await this.#keep(result);
        } catch (error) {
          await this.#goBack(before);
          throw error;
        }
      },
      end: () => {
        this.#isLearning = false;
      },
    };
  }

  throwIfLearning(subject: string): void {
    if (!this.#isLearning) return;
    throw new KinfoldError('busy', `${subject}: the kiosk is learning; wait until that is done, or abort it`);
  }

  /** Makes the engine what the store says. */
  async restore(): Promise<void> {
    await this.#turns.take(async () => {
      if (await this.#store.restore(this.#engine)) return;
      for (const { identity } of await this.#engine.identities()) await this.#engine.remove(identity);
    });
  }

  async #keep<Result extends object>(
    result: Result,
    consents?: ReadonlyMap<string, Consent>,
  ): Promise<Result & Recalibrated> {
    const calibration = await this.#recalibrate();
    await this.#store.keep(this.#engine, consents && { consents });
    return { ...result, calibration };
  }

  async #recalibrate(): Promise<Recalibrated['calibration']> {
    const { calibration } = await this.#engine.info();
    if (calibration === null) return 'none';
    if (calibration.isCurrent) return 'current';
    const cohort = await this.#store.readState('cohort');
    const isEmpty = (await this.#engine.identities()).length === 0;
    if (!cohort || isEmpty) return 'failed';
    try {
      const { far, tail } = calibration;
      await this.#engine.calibrate({ far, tail, cohort });
      return 'current';
    } catch (error) {
      if (error instanceof KinfoldError && UNCALIBRATED.includes(error.code)) return 'failed';
      throw error;
    }
  }

  /** To the state before, but without whom the store keeps no longer. An engine that died has to be restarted, which restores it. */
  async #goBack(state: Uint8Array): Promise<void> {
    try {
      await this.#engine.load(state);
      const kept = new Set(this.#store.people().map(({ identity }) => identity));
      for (const { identity } of await this.#engine.identities()) {
        if (!kept.has(identity)) await this.#engine.remove(identity);
      }
    } catch {
      // What went wrong first is what the caller hears of.
    }
  }
}
