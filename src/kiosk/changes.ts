import { Turns } from '../backbone/turns.js';
import type { Engine } from '../engine/types.js';
import { KinfoldError, type KinfoldErrorCode } from '../errors.js';
import type { Consent } from '../store/consent.js';
import type { Store } from '../store/types.js';
import type { Recalibrated } from './recalibrate.js';

type KeptStore = Pick<Store, 'keep' | 'restore' | 'readState'>;
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

  /**
   * Changes the engine, calibrates it again if it was calibrated, and keeps that.
   * @param cohort the one that `work` has calibrated with, to be kept for later changes.
   */
  make<Result extends object>(
    subject: string,
    work: () => Promise<Result>,
    consents: ReadonlyMap<string, Consent> = new Map(),
    cohort?: Uint8Array,
  ): Promise<Result & Recalibrated> {
    this.throwIfLearning(subject);
    return this.#turns.take(async () => {
      const before = await this.#engine.save();
      try {
        return await this.#keep(await work(), { consents, ...(cohort && { cohort }) });
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

  /** Makes the engine what the store says, calibrated again where that no longer held. */
  async restore(): Promise<void> {
    await this.#turns.take(() => this.#restore());
  }

  async #restore(): Promise<void> {
    if (await this.#store.restore(this.#engine)) return this.#catchUp();
    for (const { identity } of await this.#engine.identities()) await this.#engine.remove(identity);
  }

  /**
   * A consent that ended while nothing ran, or a tab that was closed in the midst of a removal, leaves a calibration that is stale, and with
   * it a door that lets nobody in. People are kept already: where this fails, the door stays closed until a change or `calibrate` succeeds.
   */
  async #catchUp(): Promise<void> {
    try {
      const { calibration } = await this.#engine.info();
      if (calibration === null || calibration.isCurrent) return;
      if ((await this.#recalibrate()) === 'current') await this.#store.keep(this.#engine);
    } catch {
      // Whoever opens the kiosk needs it all the more when its door is closed.
    }
  }

  async #keep<Result extends object>(
    result: Result,
    options?: Parameters<Store['keep']>[1],
  ): Promise<Result & Recalibrated> {
    const calibration = await this.#recalibrate();
    await this.#store.keep(this.#engine, options);
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

  /**
   * To what the store holds: it may have changed before something else failed, and what it holds is what the next start finds. Where it
   * cannot be read, to the state before. An engine that died has to be restarted, which restores it.
   */
  async #goBack(before: Uint8Array): Promise<void> {
    // What went wrong first is what the caller hears of. Taking out whose consent has ended meanwhile may fail in the same way, but once only.
    const restore = () => this.#restore();
    await restore()
      .catch(restore)
      .catch(() => this.#engine.load(before).catch(() => {}));
  }
}
