import { createRandom } from '../cpu/random.js';
import { type Graph, resolveGraph } from '../encoder/graph.js';
import { residualHead } from '../encoder/heads.js';
import { Parameters } from '../encoder/parameters.js';
import { KinfoldError, throwIfAborted } from '../errors.js';
import { decideIdentify, decideVerify } from '../gallery/decide.js';
import { Gallery, normaliseIdentity } from '../gallery/gallery.js';
import type { Picture } from '../image/picture.js';
import { DEFAULT_STEPS, type TeachOptions, type TeachProgress } from '../train/options.js';
import { train } from '../train/trainer.js';
import { webEnvironment } from './environment.js';
import { pairHistograms } from './histograms.js';
import { Machine } from './machine.js';
import { meanDirection } from './mean.js';
import { type EngineOptions, type Environment, rememberModels } from './options.js';
import { openParts, type Parts } from './parts.js';
import { type ReadPicture, readPicture } from './pictures.js';
import { decodeState, encodeState } from './state.js';
import type {
  CallOptions,
  DecisionOptions,
  Embedding,
  Engine,
  EngineInfo,
  Enrolment,
  Identification,
  PairHistograms,
  TeachReport,
  Verification,
} from './types.js';

/** Squared distance below which two unit vectors count as one identity, where neither options nor card say. */
const DEFAULT_THRESHOLD = 1;

/** Width of the head's hidden layer and its training noise: the recipe that docs/benchmarks.md measures. */
const HIDDEN = 256;
const NOISE = 0.04;

/** The encoder that is taught, for features of this width. */
export function encoderFor(width: number): Graph {
  return residualHead({ width, hidden: HIDDEN, noise: NOISE });
}

/**
 * Opens an engine in the calling thread: models are loaded, the device is opened, the encoder is compiled.
 *
 * @param environment where pictures, models and the device come from. Default: the page or worker itself.
 * @throws KinfoldError `model-missing`, `checksum-mismatch`, `onnx-invalid`, `onnx-truncated`, `adapter-missing` …
 */
export async function createEngine(options: EngineOptions, environment: Environment = webEnvironment): Promise<Engine> {
  const remembering = rememberModels(environment);
  const parts = await openParts(options, remembering);
  const graph = resolveGraph(encoderFor(parts.backbone.width));
  const parameters = new Parameters(graph);
  const weights = parameters.initialise(createRandom(options.seed ?? 0));
  const machine = await Machine.start(parts.backend, parts.backbone, parameters, weights);
  return new LocalEngine(options, remembering, parts, machine, weights);
}

class LocalEngine implements Engine {
  readonly #gallery: Gallery;
  readonly #threshold: number;
  #weights: Float32Array;
  #parts: Parts;
  #machine: Machine;
  /** What is changing the gallery or the weights now, if anything is. */
  #changing: string | undefined;
  #closed = false;

  constructor(
    readonly options: EngineOptions,
    readonly environment: Environment,
    parts: Parts,
    machine: Machine,
    weights: Float32Array,
  ) {
    this.#parts = parts;
    this.#machine = machine;
    this.#weights = weights;
    this.#gallery = new Gallery(parts.backbone.width);
    this.#threshold = options.threshold ?? parts.backbone.card.threshold ?? DEFAULT_THRESHOLD;
  }

  async info(): Promise<EngineInfo> {
    this.#throwIfClosed('info');
    const { backend, backbone, parameters } = this.#machine;
    return {
      backend: backend.name,
      adapter: backend.adapter,
      provider: backbone.provider,
      backbone: backbone.card.name,
      backboneSha256: backbone.sha256,
      featureWidth: backbone.width,
      embeddingWidth: parameters.graph.outputWidth,
      threshold: this.#threshold,
    };
  }

  async embed(pictures: readonly Picture[], options: CallOptions = {}): Promise<Embedding[]> {
    this.#throwIfClosed('embed');
    const read = await this.#read('embed', pictures, options);
    const embeddings = await this.#machine.embed(read.map(({ pixels }) => pixels));
    throwIfAborted(options.signal, 'embed');
    const width = this.#machine.parameters.graph.outputWidth;
    return read.map((_, row) => embeddings.slice(row * width, (row + 1) * width));
  }

  async enrol(identity: string, pictures: readonly Picture[], options: CallOptions = {}): Promise<Enrolment> {
    return this.#change('enrol', async () => {
      const name = normaliseIdentity(identity);
      const read = await this.#read('enrol', pictures, options);
      const next = this.#gallery.copy();
      let added = 0;
      for (const { id, pixels } of read) {
        throwIfAborted(options.signal, 'enrol');
        const features = await this.#machine.backbone.features(pixels);
        if (next.add({ identity: name, pictureId: id, features })) added++;
      }
      throwIfAborted(options.signal, 'enrol');
      this.#gallery.replace(next);
      this.#machine.forgetTemplates();
      return { identity: name, added, pictures: next.counts().get(name)! };
    });
  }

  async remove(identity: string): Promise<void> {
    return this.#change('remove', async () => {
      this.#gallery.remove(identity);
      this.#machine.forgetTemplates();
    });
  }

  async identities(): Promise<readonly { identity: string; pictures: number }[]> {
    this.#throwIfClosed('identities');
    return [...this.#gallery.counts()].map(([identity, pictures]) => ({ identity, pictures }));
  }

  async *teach(options: TeachOptions = {}): AsyncGenerator<TeachProgress, TeachReport, void> {
    const done = this.#startChange('teach');
    try {
      throwIfAborted(options.signal, 'teach');
      this.#throwIfEmpty('teach');
      const gallery = this.#gallery.copy();
      const before = await this.histograms();
      const data = { features: gallery.features(), labels: gallery.labels() };
      const { backend, parameters } = this.#machine;
      const training = train(backend, parameters.graph, this.#weights, data, options);
      let next = await training.next();
      try {
        while (!next.done) {
          yield next.value;
          next = await training.next();
        }
      } finally {
        await training.return(this.#weights);
      }
      throwIfAborted(options.signal, 'teach');
      this.#machine.setWeights(next.value);
      this.#weights = next.value;
      const after = await this.histograms();
      return {
        steps: options.steps ?? DEFAULT_STEPS,
        identities: gallery.identities().length,
        pictures: gallery.size,
        before,
        after,
      };
    } finally {
      done();
    }
  }

  async verify(
    identity: string,
    picture: Picture | readonly Picture[],
    { threshold = this.#threshold, ...options }: DecisionOptions = {},
  ): Promise<Verification> {
    this.#throwIfClosed('verify');
    this.#throwIfEmpty('verify');
    const name = normaliseIdentity(identity);
    if (!this.#gallery.has(name)) {
      throw new KinfoldError(
        'identity-unknown',
        `verify: "${name}" is not enrolled; enrol it first or check the spelling`,
      );
    }
    const matcher = await this.#machine.matcher(this.#gallery);
    const probe = await this.#probe('verify', picture, options);
    return { identity: name, ...decideVerify({ distance: matcher.distanceTo(probe, name), threshold }) };
  }

  async identify(
    picture: Picture | readonly Picture[],
    { threshold = this.#threshold, ...options }: DecisionOptions = {},
  ): Promise<Identification> {
    this.#throwIfClosed('identify');
    this.#throwIfEmpty('identify');
    const matcher = await this.#machine.matcher(this.#gallery);
    const ranked = await matcher.rank(await this.#probe('identify', picture, options));
    const { identity, distance } = decideIdentify({ ranked, threshold });
    return { identity, distance, threshold, candidates: ranked };
  }

  async histograms(): Promise<PairHistograms> {
    this.#throwIfClosed('histograms');
    this.#throwIfEmpty('histograms');
    return pairHistograms(await this.#machine.templates(this.#gallery), this.#gallery.labels());
  }

  async save(): Promise<Uint8Array> {
    this.#throwIfClosed('save');
    const { backbone, parameters } = this.#machine;
    return encodeState({ backboneSha256: backbone.sha256, weights: this.#weights, gallery: this.#gallery }, parameters);
  }

  async load(file: Uint8Array): Promise<void> {
    return this.#change('load', async () => {
      const { backbone, parameters } = this.#machine;
      const state = await decodeState(file, backbone.sha256, parameters);
      this.#gallery.replace(state.gallery);
      this.#weights = state.weights;
      this.#machine.setWeights(state.weights);
    });
  }

  async restart(): Promise<void> {
    this.#throwIfClosed('restart');
    await this.#machine.stop();
    await this.#parts.releaseFaces();
    this.#parts = await openParts(this.options, this.environment);
    const { backend, backbone } = this.#parts;
    this.#machine = await Machine.start(
      backend,
      backbone,
      new Parameters(this.#machine.parameters.graph),
      this.#weights,
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#machine.stop();
    await this.#parts.releaseFaces();
  }

  async #read(subject: string, pictures: readonly Picture[], { signal }: CallOptions): Promise<ReadPicture[]> {
    if (pictures.length === 0)
      throw new KinfoldError('argument-invalid', `${subject}: got no pictures; pass at least one`);
    const read: ReadPicture[] = [];
    for (const picture of pictures) {
      throwIfAborted(signal, subject);
      read.push(await readPicture(picture, this.environment.decodePicture, this.#parts.crop));
    }
    return read;
  }

  /** The embedding of one picture, or the normalised mean of a few of the same person. */
  async #probe(subject: string, picture: Picture | readonly Picture[], options: CallOptions): Promise<Float32Array> {
    const pictures = Array.isArray(picture) ? (picture as readonly Picture[]) : [picture as Picture];
    const read = await this.#read(subject, pictures, options);
    const embeddings = await this.#machine.embed(read.map(({ pixels }) => pixels));
    throwIfAborted(options.signal, subject);
    return meanDirection(embeddings, read.length);
  }

  async #change<T>(subject: string, work: () => Promise<T>): Promise<T> {
    const done = this.#startChange(subject);
    try {
      return await work();
    } finally {
      done();
    }
  }

  #startChange(subject: string): () => void {
    this.#throwIfClosed(subject);
    if (this.#changing) {
      throw new KinfoldError('busy', `${subject}: ${this.#changing} is still running; wait for it or abort it`);
    }
    this.#changing = subject;
    return () => {
      this.#changing = undefined;
    };
  }

  #throwIfClosed(subject: string): void {
    if (this.#closed) throw new KinfoldError('closed', `${subject}: the engine was closed; open another`);
  }

  #throwIfEmpty(subject: string): void {
    if (this.#gallery.size === 0) {
      throw new KinfoldError('gallery-empty', `${subject}: nobody is enrolled; enrol at least one identity first`);
    }
  }
}
