import { createRandom } from '../../src/cpu/random.js';
import { Gallery, type GalleryEntry } from '../../src/gallery/gallery.js';

/** 64 hexadecimal digits that stand for picture `n`. */
export const pictureId = (n: number) => n.toString(16).padStart(64, '0');

export const entry = (identity: string, n: number, ...features: number[]): GalleryEntry => ({
  identity,
  pictureId: pictureId(n),
  features: Float32Array.from(features.length > 0 ? features : [n, 1]),
});

/** A gallery 2 wide of Ann (pictures 1, 3), Bob (2) and Zoë (4). */
export function threePeople(): Gallery {
  const gallery = new Gallery(2);
  for (const item of [entry('Ann', 1), entry('Bob', 2), entry('Ann', 3), entry('Zoë', 4)]) gallery.add(item);
  return gallery;
}

export function randomGallery(width: number, pictures: number, people: number, seed: number): Gallery {
  const random = createRandom(seed);
  const gallery = new Gallery(width);
  for (let n = 0; n < pictures; n++) {
    const features = Array.from({ length: width }, random.normal);
    gallery.add(entry(`person ${random.integer(people)}`, n, ...features));
  }
  return gallery;
}
