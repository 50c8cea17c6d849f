import { throwIfAborted } from '../errors.js';
import { Gallery } from '../gallery/gallery.js';
import type { Picture } from '../image/picture.js';
import { writeOnnx } from '../onnx/write.js';
import type { TeachOptions, TeachProgress } from '../train/options.js';
import type { Owner } from './content.js';
import { decodeDelta, encodeDelta } from './delta.js';
import { enrolInto } from './enrol.js';
import { exportNetwork } from './export.js';
import { Gate, type Turn } from './gate.js';
import { describeMachine, type Machine, startMachine } from './machine.js';
import { meanDirection } from './mean.js';
import type { EngineOptions, Environment } from './options.js';
import { openParts, type Parts } from './parts.js';
import { type ReadPicture, readPictures } from './pictures.js';
import { enrolledName, galleryHistograms, identifyProbe, throwIfEmpty, verifyProbe } from './recognise.js';
import { decodeState, encodeState } from './state.js';
import { adoptWeights, teachGallery } from './teach.js';
import type * as Types from './types.js';

/** The state is host data: gallery and weights. Everything on the device can be made from it again. */
export class LocalEngine implements Types.Engine {
  readonly #gate = new Gate();
  readonly #gallery: Gallery;
  readonly #threshold: number;
  #weights: Float32Array;
  #parts: Parts;
  #machine: Machine;

  constructor(
    readonly options: EngineOptions,
    readonly environment: Environment,
    parts: Parts,
    machine: Machine,
    /** The weights before any teach; never written to. */
    readonly start: Float32Array,
    threshold: number,
  ) {
    this.#parts = parts;
    this.#machine = machine;
    this.#weights = start;
    this.#threshold = threshold;
    this.#gallery = new Gallery(parts.backbone.width);
  }

  async info(): Promise<Types.EngineInfo> {
    this.#gate.throwIfClosed('info');
    return describeMachine(this.#machine, this.#threshold);
  }

  async embed(pictures: readonly Picture[], { signal }: Types.CallOptions = {}): Promise<Types.Embedding[]> {
    return this.#gate.ask('embed', () => this.#machine.embed(this.#read('embed', pictures, signal)));
  }

  async enrol(
    identity: string,
    pictures: readonly Picture[],
    { signal }: Types.CallOptions = {},
  ): Promise<Types.Enrolment> {
    return this.#gate.change('enrol', async (turn) => {
      const next = this.#gallery.copy();
      const read = this.#read('enrol', pictures, signal);
      const enrolment = await enrolInto(next, identity, read, this.#machine, this.options);
      turn.check();
      this.#gallery.replace(next);
      this.#machine.forgetTemplates();
      return enrolment;
    });
  }

  async remove(identity: string): Promise<void> {
    return this.#gate.change('remove', async () => {
      this.#gallery.remove(identity);
      this.#machine.forgetTemplates();
    });
  }

  async identities(): Promise<readonly { identity: string; pictures: number }[]> {
    this.#gate.throwIfClosed('identities');
    return [...this.#gallery.counts()].map(([identity, pictures]) => ({ identity, pictures }));
  }

  async *teach(options: TeachOptions = {}): AsyncGenerator<TeachProgress, Types.TeachReport, void> {
    const { turn, result } = await this.#gate.startTeaching(async () => {
      throwIfAborted(options.signal, 'teach');
      const before = await galleryHistograms('teach', this.#machine, this.#gallery);
      return { machine: this.#machine, gallery: this.#gallery.copy(), before };
    });
    const { machine, gallery, before } = result;
    try {
      const { weights, ...report } = yield* teachGallery(machine, gallery, this.#weights, options, turn);
      return await this.#gate.ask('teach', async () => {
        turn.check();
        throwIfAborted(options.signal, 'teach');
        const after = await adoptWeights(machine, gallery, weights, this.#weights);
        this.#weights = weights;
        return { ...report, before, after };
      });
    } finally {
      this.#gate.endTeaching(turn);
    }
  }

  async verify(
    identity: string,
    pictures: Types.Probe,
    { threshold = this.#threshold, signal }: Types.DecisionOptions = {},
  ): Promise<Types.Verification> {
    return this.#gate.ask('verify', async () => {
      const name = enrolledName('verify', this.#gallery, identity);
      const probe = await this.#probe('verify', pictures, signal);
      return verifyProbe(this.#machine, this.#gallery, name, probe, threshold);
    });
  }

  async identify(
    pictures: Types.Probe,
    { threshold = this.#threshold, signal }: Types.DecisionOptions = {},
  ): Promise<Types.Identification> {
    return this.#gate.ask('identify', async () => {
      throwIfEmpty('identify', this.#gallery);
      const probe = await this.#probe('identify', pictures, signal);
      return identifyProbe(this.#machine, this.#gallery, probe, threshold);
    });
  }

  async histograms(): Promise<Types.PairHistograms> {
    return this.#gate.ask('histograms', () => galleryHistograms('histograms', this.#machine, this.#gallery));
  }

  async save(): Promise<Uint8Array> {
    return this.#gate.ask('save', () =>
      encodeState(this.#owner, { weights: this.#weights, gallery: this.#gallery }, this.#machine.parameters),
    );
  }

  async exportOnnx(): Promise<Uint8Array> {
    return this.#gate.ask('exportOnnx', async () =>
      writeOnnx(exportNetwork(this.#parts.network, this.#machine.parameters, this.#weights)),
    );
  }

  async exportDelta(): Promise<Uint8Array> {
    return this.#gate.ask('exportDelta', () =>
      encodeDelta(this.#owner, this.#weights, this.start, this.#machine.parameters),
    );
  }

  async applyDelta(file: Uint8Array): Promise<void> {
    return this.#gate.change('applyDelta', async (turn) => {
      this.#take(turn, await decodeDelta(file, this.#owner, this.start, this.#machine.parameters));
    });
  }

  async load(file: Uint8Array): Promise<void> {
    return this.#gate.change('load', async (turn) => {
      const { parameters } = this.#machine;
      const { gallery, weights } = await decodeState(file, this.#owner, parameters);
      this.#take(turn, weights);
      this.#gallery.replace(gallery);
    });
  }

  async restart(): Promise<void> {
    return this.#gate.restart(async () => {
      await this.#stop();
      this.#parts = await openParts(this.options, this.environment);
      this.#machine = await startMachine(this.#parts, this.#machine.parameters.graph, this.#weights);
    });
  }

  async close(): Promise<void> {
    await this.#gate.close(() => this.#stop());
  }

  async #stop(): Promise<void> {
    this.#machine.forgetTemplates();
    await this.#parts.close();
  }

  get #owner(): Owner {
    return { network: this.#parts.network.identity, trainable: this.#parts.network.trainable };
  }

  #take(turn: Turn, weights: Float32Array): void {
    turn.check();
    this.#machine.setWeights(weights);
    this.#weights = weights;
  }

  #read(subject: string, pictures: readonly Picture[], signal: AbortSignal | undefined): AsyncIterable<ReadPicture> {
    return readPictures(subject, pictures, this.environment.decodePicture, this.#parts.crop, signal);
  }

  /** The embedding of one picture, or the normalised mean of a few. */
  async #probe(subject: string, probe: Types.Probe, signal: AbortSignal | undefined): Promise<Float32Array> {
    const pictures = Array.isArray(probe) ? (probe as readonly Picture[]) : [probe as Picture];
    return meanDirection(subject, await this.#machine.embed(this.#read(subject, pictures, signal)));
  }
}
