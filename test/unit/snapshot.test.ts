import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/cpu/random.js';
import { readSafetensors, type SafeTensor, writeSafetensors } from '../../src/encoder/safetensors.js';
import { KinfoldError } from '../../src/errors.js';
import { Gallery } from '../../src/gallery/gallery.js';
import { galleryFromTensors, galleryToTensors } from '../../src/gallery/snapshot.js';
import { randomGallery, threePeople } from '../support/gallery.js';

const toBytes = (gallery: Gallery) => {
  const { tensors, metadata } = galleryToTensors(gallery);
  return writeSafetensors(tensors, metadata);
};
const fromBytes = (bytes: Uint8Array) => galleryFromTensors(readSafetensors(bytes));

describe('a saved gallery', () => {
  it.each([
    ['three people', threePeople()],
    ['nobody', new Gallery(7)],
    ['many', randomGallery(13, 200, 30, 1)],
  ])('of %s comes back as it was', (_, gallery) => {
    const loaded = fromBytes(toBytes(gallery));
    expect(loaded.width).toBe(gallery.width);
    expect(loaded.entries()).toEqual(gallery.entries());
    expect(loaded.identities()).toEqual(gallery.identities());
    expect([...loaded.counts()]).toEqual([...gallery.counts()]);
    expect(toBytes(loaded)).toEqual(toBytes(gallery));
  });

  it('stands beside other tensors and does not keep the file', () => {
    const saved = galleryToTensors(threePeople());
    const other: SafeTensor = { dtype: 'F32', shape: [1], data: Float32Array.of(1) };
    const bytes = writeSafetensors(
      new Map([...saved.tensors, ['head.weight', other]]),
      new Map([...saved.metadata, ['a', 'b']]),
    );
    const loaded = fromBytes(bytes);
    bytes.fill(0);
    expect(loaded.entries()).toEqual(threePeople().entries());
  });

  const change = (tensors: Record<string, SafeTensor | null>, metadata: Record<string, string | null> = {}) => {
    const saved = galleryToTensors(threePeople());
    const apply = <T>(from: ReadonlyMap<string, T>, edits: Record<string, T | null>) => {
      const map = new Map(from);
      for (const [key, value] of Object.entries(edits)) {
        if (value === null) map.delete(key);
        else map.set(key, value);
      }
      return map;
    };
    return { tensors: apply(saved.tensors, tensors), metadata: apply(saved.metadata, metadata) };
  };
  const f32 = (shape: number[], ...data: number[]): SafeTensor => ({
    dtype: 'F32',
    shape,
    data: Float32Array.from(data),
  });
  const u32 = (...data: number[]): SafeTensor => ({ dtype: 'U32', shape: [data.length], data: Uint32Array.from(data) });
  const pictures = (rows: number, value: number): SafeTensor => ({
    dtype: 'U8',
    shape: [rows, 32],
    data: new Uint8Array(rows * 32).fill(value),
  });

  it.each([
    ['no features', change({ 'gallery.features': null })],
    ['features of one dimension', change({ 'gallery.features': f32([8], 1, 1, 2, 1, 3, 1, 4, 1) })],
    ['features of no width', change({ 'gallery.features': f32([4, 0]) })],
    ['features of another type', change({ 'gallery.features': u32(1, 2) })],
    ['a NaN feature', change({ 'gallery.features': f32([4, 2], 1, 1, 2, 1, Number.NaN, 1, 4, 1) })],
    ['a zero feature vector', change({ 'gallery.features': f32([4, 2], 1, 1, 0, 0, 3, 1, 4, 1) })],
    ['a picture too few', change({ 'gallery.features': f32([3, 2], 1, 1, 2, 1, 3, 1) })],
    ['no labels', change({ 'gallery.labels': null })],
    ['a label too many', change({ 'gallery.labels': u32(0, 1, 0, 2, 2) })],
    ['a label that names nobody', change({ 'gallery.labels': u32(0, 1, 0, 3) })],
    ['labels out of order', change({ 'gallery.labels': u32(1, 0, 1, 2) })],
    ['an identity without a picture', change({ 'gallery.labels': u32(0, 1, 0, 1) })],
    ['a picture of the wrong person', change({ 'gallery.labels': u32(0, 1, 1, 2) })],
    ['no pictures', change({ 'gallery.pictures': null })],
    ['pictures of another length', change({ 'gallery.pictures': pictures(3, 1) })],
    ['one picture under all names', change({ 'gallery.pictures': pictures(4, 1) })],
    ['no identities', change({}, { 'gallery.identities': null })],
    ['identities that are no JSON', change({}, { 'gallery.identities': '["Ann",' })],
    ['identities that are no array', change({}, { 'gallery.identities': '{"length":3}' })],
    ['an identity that is no text', change({}, { 'gallery.identities': '["Ann",2,"Zoë"]' })],
    ['a name that is not normalised', change({}, { 'gallery.identities': '["Ann"," Bob","Zoë"]' })],
    ['a name twice', change({}, { 'gallery.identities': '["Ann","Ann","Zoë"]' })],
    ['a name too many', change({}, { 'gallery.identities': '["Ann","Bob","Zoë","Carl"]' })],
    ['no counts', change({}, { 'gallery.counts': null })],
    ['other counts', change({}, { 'gallery.counts': '[1,2,1]' })],
  ])('with %s is save-invalid', (_, saved) => {
    expect(() => galleryFromTensors(saved)).toThrow(
      expect.objectContaining({ name: 'KinfoldError', code: 'save-invalid' }),
    );
  });

  it('with one wrong byte gives a gallery or a KinfoldError', () => {
    const bytes = toBytes(randomGallery(3, 12, 4, 2));
    const random = createRandom(4);
    let refused = 0;
    for (let n = 0; n < 3000; n++) {
      const mutated = bytes.slice();
      mutated[random.integer(bytes.length)]! ^= 1 + random.integer(255);
      try {
        expect(fromBytes(mutated).size).toBe(12);
      } catch (error) {
        if (!(error instanceof KinfoldError)) throw error;
        expect(['save-invalid', 'save-truncated']).toContain(error.code);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });
});
