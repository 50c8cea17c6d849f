import type { Parts } from '../../engine/parts.js';
import { KinfoldError } from '../../errors.js';
import { Gallery } from '../../gallery/gallery.js';
import type { Person } from './folder.js';
import type { ProgressBar } from './progress.js';
import { readFeatures } from './teach-folder.js';

/**
 * What the backbone makes of everyone's pictures. Those that cannot be used, or stand in two folders, are reported and left out.
 * @throws KinfoldError `argument-invalid` if fewer than two people are left.
 */
export async function readGallery(parts: Parts, people: readonly Person[], bar: ProgressBar): Promise<Gallery> {
  const leftOut = (what: string, { message }: KinfoldError) => bar.say(`left out ${what}: ${message}`);
  const read = await readFeatures(parts, people, {
    onPicture: (done, all) => bar.show('features', done, all),
    onRefused: leftOut,
    onStep: () => {},
  });
  const gallery = new Gallery(parts.backbone.width);
  for (const { name, pictures } of read) {
    for (const { features, sum } of pictures) {
      try {
        gallery.add({ identity: name, pictureId: sum, features });
      } catch (error) {
        if (!(error instanceof KinfoldError)) throw error;
        leftOut(`a picture of ${name}`, error);
      }
    }
  }
  const left = gallery.identities().length;
  if (left >= 2) return gallery;
  throw new KinfoldError(
    'argument-invalid',
    `usable pictures of ${left} people are left, expected at least 2; add more people`,
  );
}
