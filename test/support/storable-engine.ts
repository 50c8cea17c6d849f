import { contentSha256, SUM } from '../../src/encoder/content-sum.js';
import { readSafetensors, type Safetensors, writeSafetensors } from '../../src/encoder/safetensors.js';
import { calibrationFromTensors, calibrationToTensors } from '../../src/engine/calibration-file.js';
import type { SavedCalibration } from '../../src/engine/decisions.js';
import { encoderSha256 } from '../../src/engine/encoder-sum.js';
import type { Templates } from '../../src/engine/templates.js';
import { KinfoldError } from '../../src/errors.js';
import { Gallery, type GalleryEntry } from '../../src/gallery/gallery.js';
import { galleryFromTensors, galleryToTensors } from '../../src/gallery/snapshot.js';
import { Told, type ToldEntry, type ToldPicture } from '../../src/gallery/told.js';
import { toldFromTensors, toldToTensors } from '../../src/gallery/told-file.js';
import type { StorableEngine } from '../../src/store/types.js';

export const WIDTH = 8;

/** Saves and loads what an engine does, without a model: an embedding is the direction of features times one weight each. */
export class TinyStorableEngine implements StorableEngine {
  gallery = new Gallery(WIDTH);
  told = Told.nothing(WIDTH);
  calibration: SavedCalibration | undefined;
  weights = new Float32Array(WIDTH).fill(1);

  constructor(readonly backbone = 'b'.repeat(64)) {}

  enrol(identity: string, entries: readonly Omit<GalleryEntry, 'identity'>[]): this {
    for (const entry of entries) this.gallery.add({ ...entry, identity });
    return this;
  }

  tell(entry: ToldEntry, pictures: readonly ToldPicture[] = []): void {
    this.told = this.told.with(entry, pictures);
  }

  /** Other weights, and so other embeddings. */
  teach(): void {
    this.weights = this.weights.map((weight, i) => weight * (1 + i / 4));
  }

  remove(identity: string): void {
    this.gallery.remove(identity);
    this.told = this.told.within(new Set(this.gallery.identities()));
  }

  async templates(): Promise<Templates> {
    const rows = this.gallery.entries().map(({ features }) => {
      const row = features.map((value, i) => value * this.weights[i]!);
      return row.map((value) => value / Math.hypot(...row));
    });
    return {
      embeddings: Float32Array.from(rows.flatMap((row) => [...row])),
      width: WIDTH,
      pictures: this.gallery.entries().map(({ pictureId }) => pictureId),
      labels: this.gallery.labels(),
      identities: this.gallery.identities(),
      backboneSha256: this.backbone,
      encoderSha256: await encoderSha256(this.#encoder),
    };
  }

  async save(): Promise<Uint8Array> {
    const parts = [
      galleryToTensors(this.gallery),
      calibrationToTensors(this.calibration),
      toldToTensors(this.told),
      this.#encoder,
    ];
    const tensors = new Map(parts.flatMap((part) => [...part.tensors]));
    const metadata = new Map([...parts.flatMap((part) => [...part.metadata]), ['format', 'kinfold']] as [
      string,
      string,
    ][]);
    metadata.set(SUM, await contentSha256({ tensors, metadata }));
    return writeSafetensors(tensors, metadata);
  }

  async load(file: Uint8Array): Promise<void> {
    const saved = readSafetensors(file);
    if (saved.metadata.get(SUM) !== (await contentSha256(saved))) throw new KinfoldError('checksum-mismatch', 'load');
    if (saved.metadata.get('backbone') !== this.backbone) throw new KinfoldError('save-mismatch', 'load');
    this.gallery = galleryFromTensors(saved);
    this.told = toldFromTensors(saved, this.gallery);
    this.calibration = calibrationFromTensors(saved);
    this.weights = Float32Array.from(saved.tensors.get('encoder.scale')!.data);
  }

  get #encoder(): Safetensors {
    return {
      tensors: new Map([['encoder.scale', { dtype: 'F32', shape: [WIDTH], data: this.weights.slice() }]]),
      metadata: new Map([
        ['backbone', this.backbone],
        ['trainable', '"head"'],
        ['encoder', 'scale'],
      ]),
    };
  }
}
