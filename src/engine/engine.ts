import type { Picture } from '../image/picture.js';
import { writeOnnx } from '../onnx/write.js';
import type { TeachOptions, TeachProgress } from '../train/options.js';
import type { CalibrateOptions, Calibration, DriftReport } from './calibration.js';
import type { Core } from './core.js';
import { decodeDelta, encodeDelta } from './delta.js';
import { enrolInto } from './enrol.js';
import { exportNetwork } from './export.js';
import { Gate } from './gate.js';
import { galleryHistograms } from './recognise.js';
import { calibrate, describe, identify, verify } from './recognition.js';
import { decodeState, encodeState } from './state.js';
import { teachCore } from './teach.js';
import { tellCore } from './tell.js';
import type { Correction, TellOptions, TellReport } from './telling.js';
import { type Templates, templatesOf } from './templates.js';
import type * as Types from './types.js';

/** Every call takes its turn at the gate; what the calls share is the core. */
export class LocalEngine implements Types.Engine {
  readonly #gate = new Gate();
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  async info(): Promise<Types.EngineInfo> {
    this.#gate.throwIfClosed('info');
    return describe(this.#core);
  }

  async embed(pictures: readonly Picture[], options: Types.CallOptions = {}): Promise<Types.Embedding[]> {
    const core = this.#core;
    return this.#gate.ask('embed', () => core.machine.embed(core.read('embed', pictures, options)));
  }

  async enrol(
    identity: string,
    pictures: readonly Picture[],
    options: Types.CallOptions = {},
  ): Promise<Types.Enrolment> {
    const core = this.#core;
    return this.#gate.change('enrol', async (turn) => {
      const next = core.gallery.copy();
      const read = core.read('enrol', pictures, options);
      const enrolment = await enrolInto(next, identity, read, core.machine, core.options);
      turn.check();
      core.gallery.replace(next);
      core.machine.forgetTemplates();
      return enrolment;
    });
  }

  async remove(identity: string): Promise<void> {
    return this.#gate.change('remove', async () => {
      this.#core.gallery.remove(identity);
      this.#core.told = this.#core.told.within(new Set(this.#core.gallery.identities()));
      this.#core.machine.forgetTemplates();
    });
  }

  async identities(): Promise<readonly { identity: string; pictures: number }[]> {
    this.#gate.throwIfClosed('identities');
    return [...this.#core.gallery.counts()].map(([identity, pictures]) => ({ identity, pictures }));
  }

  async *teach(options: TeachOptions = {}): AsyncGenerator<TeachProgress, Types.TeachReport, void> {
    return (yield* teachCore(this.#core, this.#gate, options)).report;
  }

  async tell(correction: Correction, options: TellOptions = {}): Promise<TellReport> {
    return tellCore(this.#core, this.#gate, correction, options);
  }

  async undo(): Promise<void> {
    return this.#gate.change('undo', async (turn) => this.#core.turnBack(turn, 'undo'));
  }

  async redo(): Promise<void> {
    return this.#gate.change('redo', async (turn) => this.#core.turnBack(turn, 'redo'));
  }

  async verify(identity: string, probe: Types.Probe, options: Types.DecisionOptions = {}): Promise<Types.Verification> {
    return this.#gate.ask('verify', () => verify(this.#core, identity, probe, options));
  }

  async identify(probe: Types.Probe, options: Types.DecisionOptions = {}): Promise<Types.Identification> {
    return this.#gate.ask('identify', () => identify(this.#core, probe, options));
  }

  async calibrate(options: CalibrateOptions): Promise<Calibration> {
    return this.#gate.change('calibrate', (turn) => calibrate(this.#core, options, turn));
  }

  async checkDrift(): Promise<DriftReport> {
    return this.#gate.ask('checkDrift', async () => this.#core.decisions.checkDrift(this.#core.standing));
  }

  async histograms(): Promise<Types.PairHistograms> {
    const core = this.#core;
    return this.#gate.ask('histograms', () => galleryHistograms('histograms', core.machine, core.gallery));
  }

  async templates(): Promise<Templates> {
    return this.#gate.ask('templates', () => templatesOf(this.#core));
  }

  async save(): Promise<Uint8Array> {
    const core = this.#core;
    return this.#gate.ask('save', () => {
      const { standing, told, strangers } = core;
      const calibration = core.decisions.saved(standing);
      return encodeState(core.owner, { ...standing, calibration, told, strangers }, core.machine.parameters);
    });
  }

  async exportOnnx(): Promise<Uint8Array> {
    const core = this.#core;
    return this.#gate.ask('exportOnnx', async () =>
      writeOnnx(exportNetwork(core.parts.network, core.machine.parameters, core.weights)),
    );
  }

  async exportDelta(): Promise<Uint8Array> {
    const core = this.#core;
    return this.#gate.ask('exportDelta', () => encodeDelta(core.owner, core, core.start, core.machine.parameters));
  }

  async applyDelta(file: Uint8Array): Promise<void> {
    const core = this.#core;
    return this.#gate.change('applyDelta', async (turn) => {
      core.take(turn, await decodeDelta(file, core.owner, core.start, core.machine.parameters));
    });
  }

  async load(file: Uint8Array): Promise<void> {
    const core = this.#core;
    return this.#gate.change('load', async (turn) => {
      const { gallery, calibration, told, ...taught } = await decodeState(file, core.owner, core.machine.parameters);
      core.take(turn, taught);
      core.gallery.replace(gallery);
      core.told = told;
      core.decisions.take(calibration, core.standing);
    });
  }

  async restart(): Promise<void> {
    return this.#core.restart(this.#gate);
  }

  async close(): Promise<void> {
    await this.#gate.close(() => this.#core.stop());
  }
}
