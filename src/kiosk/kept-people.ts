import type { Correction, TellOptions } from '../engine/telling.js';
import type { Engine } from '../engine/types.js';
import { KinfoldError } from '../errors.js';
import { type Consent, hasEnded } from '../store/consent.js';
import type { Store } from '../store/types.js';
import type { TeachOptions } from '../train/options.js';
import type { Vision } from '../vision/vision.js';
import { Changes } from './changes.js';
import type { KioskCalibrateOptions } from './kiosk.js';

export interface KioskParts {
  readonly engine: Engine;
  readonly vision: Vision;
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Everything a kiosk does with the people it knows already: whatever changes them changes engine and store together. */
export abstract class KeptPeople {
  protected readonly changes: Changes;

  constructor(protected readonly parts: KioskParts) {
    this.changes = new Changes(parts.engine, parts.store);
  }

  async people() {
    return this.parts.store.people();
  }

  async *personalise(options: TeachOptions = {}) {
    const learning = await this.changes.learn('personalise');
    try {
      return await learning.keep(yield* this.parts.engine.teach(options));
    } finally {
      learning.end();
    }
  }

  async correct(correction: Correction, options: TellOptions = {}) {
    const learning = await this.changes.learn('correct');
    try {
      return await learning.keep(await this.parts.engine.tell(correction, options));
    } finally {
      learning.end();
    }
  }

  async calibrate({ cohort: given, ...options }: KioskCalibrateOptions) {
    const { engine, store } = this.parts;
    const cohort = given ?? (await store.readState('cohort'));
    if (!cohort) throw new KinfoldError('calibration-missing', 'calibrate: no cohort is kept; pass one');
    const work = async () => ({ made: await engine.calibrate({ ...options, cohort }) });
    const { made } = await this.changes.make('calibrate', work, new Map(), given);
    return made;
  }

  async histograms() {
    return this.parts.engine.histograms();
  }

  async renew(identity: string, consent: Consent): Promise<void> {
    await this.changes.make('renew', async () => ({}), new Map([[identity, consent]]));
  }

  async remove(identity: string) {
    const { engine, store } = this.parts;
    const { calibration } = await this.changes.make('remove', async () => {
      await store.remove(identity);
      await engine.remove(identity);
      return {};
    });
    return { calibration };
  }

  async expire(): Promise<readonly string[]> {
    const { engine, store, now } = this.parts;
    if (!store.people().some(({ consent }) => hasEnded(consent, now()))) return [];
    const { names } = await this.changes.make('expire', async () => {
      const names = await store.expire();
      for (const name of names) await engine.remove(name);
      return { names };
    });
    return names;
  }

  async exportBackup(passphrase: string): Promise<Uint8Array> {
    return this.parts.store.exportBackup(passphrase);
  }

  async importBackup(file: Uint8Array, passphrase: string): Promise<void> {
    const { engine, store } = this.parts;
    // Whose consent has ended is left out, and then the calibration of the backup does not hold.
    await this.changes.make('importBackup', async () => {
      await store.importBackup(file, passphrase, engine);
      return {};
    });
  }
}
