import type { Gallery } from '../gallery/gallery.js';
import { normaliseIdentity } from '../gallery/identity.js';
import type { Machine } from './machine.js';
import type { EngineOptions } from './options.js';
import type { ReadPicture } from './pictures.js';
import { throwIfTooMany } from './recognise.js';
import type { Enrolment } from './types.js';
import { lookAt } from './views.js';

/** Adds pictures of an identity to a gallery, which a failure may leave with some of them: pass a copy. */
export async function enrolInto(
  gallery: Gallery,
  identity: string,
  pictures: AsyncIterable<ReadPicture>,
  machine: Machine,
  options: EngineOptions,
): Promise<Enrolment> {
  const name = normaliseIdentity(identity);
  let added = 0;
  for await (const { id, pixels } of pictures) {
    const seen = await lookAt(machine.backbone, pixels, id, options);
    if (gallery.add({ identity: name, pictureId: id, ...seen })) added++;
  }
  throwIfTooMany(machine, gallery);
  return { identity: name, added, pictures: gallery.counts().get(name)! };
}
