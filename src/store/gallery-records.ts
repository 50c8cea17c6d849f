import { contentSha256, SUM } from '../encoder/content-sum.js';
import { readSafetensors, type SafeTensor, type Safetensors, writeSafetensors } from '../encoder/safetensors.js';
import type { Templates } from '../engine/templates.js';
import { Gallery, type GalleryEntry } from '../gallery/gallery.js';
import { galleryFromTensors, galleryToTensors } from '../gallery/snapshot.js';
import type { Kind } from './manifest.js';
import { type Members, membersOf, memberToRecord } from './members.js';
import type { PlainRecord } from './migrations.js';

/** The kinds of records that hold what an engine saved, and whose pictures those are. */
export const GALLERY_KINDS: readonly Kind[] = ['identity', 'picture', 'template', 'encoder', 'calibration', 'told'];

/** Parts of a save file that stand under names of their own; what is left is the encoder's. */
const NAMED_PARTS = ['gallery', 'calibration', 'told'] as const;
const OTHER_PARTS: ReadonlySet<Kind> = new Set(['encoder', 'calibration', 'told']);
const WIDTH = 'width';
const PICTURE = 'picture';

/**
 * A save file in pieces: an identity's name and consent, a picture's features and views, a template are a record each; the encoder, the
 * calibration and what was told one each. Each is made when it is asked for.
 */
export function* toRecords(saved: Safetensors, templates: Templates, members: Members): Generator<PlainRecord> {
  const gallery = galleryFromTensors(saved);
  const { width, embeddings, backboneSha256, encoderSha256 } = templates;
  const about = `${backboneSha256} ${encoderSha256}`;
  for (const name of gallery.identities()) yield memberToRecord(name, members.get(name)!);
  for (const entry of gallery.entries()) {
    yield { kind: 'picture', identity: members.get(entry.identity)!.id, about: '', bytes: encodePicture(entry) };
  }
  for (const [row, { identity, pictureId }] of gallery.entries().entries()) {
    const tensors = { embedding: vector(embeddings.slice(row * width, (row + 1) * width)) };
    const bytes = writeSafetensors(tensors, { [PICTURE]: pictureId });
    yield { kind: 'template', identity: members.get(identity)!.id, about, bytes };
  }
  const { gallery: _, ...parts } = partsOf(saved);
  parts.encoder.metadata.set(WIDTH, String(gallery.width));
  yield* partToRecords('encoder', parts.encoder);
  yield* partToRecords('calibration', parts.calibration);
  yield* partToRecords('told', parts.told);
}

/** A part of a save file as a record; none if there is nothing in it. */
export function partToRecords(kind: 'encoder' | 'calibration' | 'told', part: Safetensors): PlainRecord[] {
  if (part.metadata.size === 0) return [];
  return [{ kind, identity: null, about: '', bytes: writeSafetensors(part.tensors, part.metadata) }];
}

/** The save file that {@link toRecords} took to pieces, with a sum over what is there. */
export async function fromRecords(records: readonly PlainRecord[]): Promise<Safetensors> {
  const rest = records.flatMap(({ kind, bytes }) => (OTHER_PARTS.has(kind) ? [readSafetensors(bytes)] : []));
  const metadata = new Map(rest.flatMap((part) => [...part.metadata]));
  const gallery = new Gallery(Number(metadata.get(WIDTH)));
  metadata.delete(WIDTH);
  const names = new Map([...membersOf(records)].map(([name, { id }]) => [id, name]));
  for (const { kind, identity, bytes } of records) {
    if (kind === 'picture') gallery.add({ identity: names.get(identity!)!, ...decodePicture(bytes) });
  }
  const own = galleryToTensors(gallery);
  const whole = {
    tensors: new Map([...rest.flatMap((part) => [...part.tensors]), ...own.tensors]),
    metadata: new Map([...metadata, ...own.metadata]),
  };
  whole.metadata.set(SUM, await contentSha256(whole));
  return whole;
}

/** The templates among records; undefined if there are none. */
export function templatesFrom(records: readonly PlainRecord[]): Templates | undefined {
  const own = records.filter(({ kind }) => kind === 'template');
  const [first] = own;
  if (!first) return undefined;
  const [backboneSha256, encoderSha256] = first.about.split(' ') as [string, string];
  const members = [...membersOf(records)];
  const files = own.map(({ bytes }) => readSafetensors(bytes));
  const rows = files.map(({ tensors }) => tensors.get('embedding')!.data as Float32Array);
  const width = rows[0]!.length;
  const embeddings = new Float32Array(rows.length * width);
  for (const [row, embedding] of rows.entries()) embeddings.set(embedding, row * width);
  const labels = own.map(({ identity }) => members.findIndex(([, { id }]) => id === identity));
  return {
    embeddings,
    width,
    pictures: files.map(({ metadata }) => metadata.get(PICTURE)!),
    labels: Uint32Array.from(labels),
    identities: members.map(([name]) => name),
    backboneSha256,
    encoderSha256,
  };
}

/** The contents of a save file by the part that they belong to, without their sum. */
function partsOf({ tensors, metadata }: Safetensors) {
  const empty = () => ({ tensors: new Map<string, SafeTensor>(), metadata: new Map<string, string>() });
  const parts = { gallery: empty(), calibration: empty(), told: empty(), encoder: empty() };
  const partOf = (key: string) =>
    parts[NAMED_PARTS.find((part) => key === part || key.startsWith(`${part}.`)) ?? 'encoder'];
  for (const [name, tensor] of tensors) partOf(name).tensors.set(name, tensor);
  for (const [key, text] of metadata) if (key !== SUM) partOf(key).metadata.set(key, text);
  return parts;
}

function encodePicture({ pictureId, features, views }: GalleryEntry): Uint8Array {
  const tensors = { features: vector(features), ...(views && { views: vector(views) }) };
  return writeSafetensors(tensors, { [PICTURE]: pictureId });
}

function decodePicture(bytes: Uint8Array): Omit<GalleryEntry, 'identity'> {
  const { tensors, metadata } = readSafetensors(bytes);
  const views = tensors.get('views')?.data as Float32Array | undefined;
  const features = tensors.get('features')!.data as Float32Array;
  return { pictureId: metadata.get(PICTURE)!, features, ...(views && { views }) };
}

function vector(data: Float32Array): SafeTensor {
  return { dtype: 'F32', shape: [data.length], data };
}
