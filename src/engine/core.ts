import { KinfoldError } from '../errors.js';
import { Gallery } from '../gallery/gallery.js';
import { Told } from '../gallery/told.js';
import type { Picture } from '../image/picture.js';
import type { CallOptions, Probe } from './answers.js';
import type { Owner } from './content.js';
import { Decisions, type Standing } from './decisions.js';
import type { Gate, Turn } from './gate.js';
import { History } from './history.js';
import { type Machine, startMachine } from './machine.js';
import { meanDirection } from './mean.js';
import type { EngineOptions, Environment } from './options.js';
import { openParts, type Parts } from './parts.js';
import { type ReadPicture, readPictures } from './pictures.js';
import { noStrangers, type TaughtStrangers, type TaughtWeights } from './taught-strangers.js';

/** What a teach changes, and an undo changes back. */
interface Learned {
  readonly weights: Float32Array;
  readonly told: Told;
  readonly strangers: TaughtStrangers;
}

/** What the calls of an engine share. The state is host data: gallery, weights, calibration. The machine can be made from it again. */
export class Core {
  readonly gallery: Gallery;
  readonly decisions: Decisions;
  /** What was said about pairs; every teach learns from it. */
  told: Told;
  /** The strangers that the weights were taught with. */
  strangers: TaughtStrangers = noStrangers;
  #restarting: Promise<void> | undefined;
  readonly #history = new History<Learned>();
  #weights: Float32Array;

  constructor(
    readonly options: EngineOptions,
    readonly environment: Environment,
    public parts: Parts,
    public machine: Machine,
    /** The weights before any teach; never written to. */
    readonly start: Float32Array,
    threshold: number,
  ) {
    this.#weights = start;
    this.gallery = new Gallery(parts.backbone.width);
    this.told = Told.nothing(parts.backbone.width);
    this.decisions = new Decisions(threshold);
  }

  /** The present weights; never written to. */
  get weights(): Float32Array {
    return this.#weights;
  }

  get standing(): Standing {
    return { gallery: this.gallery, weights: this.#weights };
  }

  get owner(): Owner {
    return { network: this.parts.network.identity, trainable: this.parts.network.trainable };
  }

  /** Takes weights that the machine has already. */
  adopt(weights: Float32Array): void {
    this.#weights = weights;
  }

  /** To be called before a teach changes what was learned. */
  remember(): void {
    this.#history.push(this.#learned);
  }

  /** Goes a teach back or forward. @throws KinfoldError `argument-invalid` if there is none. */
  turnBack(turn: Turn, way: 'undo' | 'redo'): void {
    turn.check();
    const learned = way === 'undo' ? this.#history.former : this.#history.next;
    if (!learned) {
      throw new KinfoldError('argument-invalid', `${way}: there is no teach to ${way}; info() says how many there are`);
    }
    // A device that is lost keeps nobody from going back later.
    this.machine.setWeights(learned.weights);
    if (way === 'undo') this.#history.back(this.#learned);
    else this.#history.forward(this.#learned);
    this.adopt(learned.weights);
    this.strangers = learned.strangers;
    this.told = learned.told.within(new Set(this.gallery.identities()));
  }

  get history(): { readonly undo: number; readonly redo: number } {
    return this.#history.depth;
  }

  get #learned(): Learned {
    return { weights: this.#weights, told: this.told, strangers: this.strangers };
  }

  /** Weights from elsewhere: there is nothing to undo any more. */
  take(turn: Turn, { weights, strangers }: TaughtWeights): void {
    turn.check();
    this.machine.setWeights(weights);
    this.adopt(weights);
    this.strangers = strangers;
    this.#history.clear();
  }

  read(subject: string, pictures: readonly Picture[], { signal }: CallOptions): AsyncIterable<ReadPicture> {
    return readPictures(subject, pictures, this.environment.decodePicture, this.parts.crop, signal);
  }

  /** The embedding of one picture, or the normalised mean of a few. */
  async probe(subject: string, probe: Probe, options: CallOptions): Promise<Float32Array> {
    return meanDirection(subject, await this.machine.embed(this.read(subject, picturesOf(probe), options)));
  }

  async stop(): Promise<void> {
    this.machine.forgetTemplates();
    await this.parts.close();
  }

  /** Opens backbone and device anew, as the first of a new life; once, however many ask for it meanwhile. */
  restart(gate: Gate): Promise<void> {
    this.#restarting ??= gate
      .restart((turn) => this.#start(turn))
      .finally(() => {
        this.#restarting = undefined;
      });
    return this.#restarting;
  }

  async #start(turn: Turn): Promise<void> {
    await this.stop();
    const parts = await openParts(this.options, this.environment);
    const machine = await startMachine(parts, this.machine.parameters.graph, this.#weights);
    try {
      turn.check();
    } catch (error) {
      // The engine was closed meanwhile: nobody else would close them.
      await parts.close();
      throw error;
    }
    this.parts = parts;
    this.machine = machine;
  }
}

/** The pictures of a probe. */
export function picturesOf(probe: Probe): readonly Picture[] {
  return Array.isArray(probe) ? (probe as readonly Picture[]) : [probe as Picture];
}
