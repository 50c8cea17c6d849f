import { describe, expect, it } from 'vitest';
import { contentSha256 } from '../../src/encoder/content-sum.js';
import { readSafetensors, type SafeTensor, writeSafetensors } from '../../src/encoder/safetensors.js';
import { decodeCohort, encodeCohort } from '../../src/engine/cohort.js';
import type { Owner } from '../../src/engine/content.js';
import { entry, pictureId, randomGallery, threePeople } from '../support/gallery.js';
import { refusal } from '../support/supervised.js';

const owner: Owner = { network: 'ab'.repeat(32), trainable: { from: 'waist' } };
const text = new TextDecoder('latin1');

describe('a cohort', () => {
  it('comes back as features, numbers of identities and hashes of pictures, without names and views', async () => {
    const people = threePeople();
    const file = await encodeCohort(owner, people);
    const cohort = await decodeCohort(file, owner, 2);
    expect(cohort).toEqual({
      features: Float32Array.of(1, 1, 2, 1, 3, 1, 4, 1),
      labels: Uint32Array.of(0, 1, 0, 2),
      identities: 3,
      pictureIds: [1, 2, 3, 4].map(pictureId),
    });
    for (const name of people.identities()) expect(text.decode(file)).not.toContain(name);
    const viewed = randomGallery(2, 0, 1, 0);
    viewed.add({ ...entry('Ann', 1), views: Float32Array.of(5, 6) });
    const plain = randomGallery(2, 0, 1, 0);
    plain.add(entry('Ann', 1));
    expect(await encodeCohort(owner, viewed)).toEqual(await encodeCohort(owner, plain));
  });

  it('is the same file for the same pictures, and does not keep the file when it is read', async () => {
    const people = randomGallery(13, 200, 30, 1);
    const file = await encodeCohort(owner, people);
    expect(await encodeCohort(owner, people.copy())).toEqual(file);
    const cohort = await decodeCohort(file, owner, 13);
    file.fill(0);
    expect(cohort.features).toEqual(people.features());
    expect(cohort.identities).toBe(people.identities().length);
  });

  it.each<[string, Owner, RegExp]>([
    ['backbone', { ...owner, network: 'cd'.repeat(32) }, /belongs to the backbone ab.*has cd.*that backbone/],
    ['camera', { ...owner, network: `${owner.network}+noisy-camera` }, /open the engine with camera plain/],
    ['trainable', { ...owner, trainable: 'head' }, /trainable \{"from":"waist"\}.*has "head"/],
  ])('of another %s is refused', async (_, other, message) => {
    const file = await encodeCohort(owner, threePeople());
    expect((await refusal(decodeCohort(file, other, 2), 'save-mismatch')).message).toMatch(message);
  });

  it('that is cut short, changed in any byte, or another kind of file is refused', async () => {
    const file = await encodeCohort(owner, threePeople());
    for (const end of [0, 7, 40, file.length - 1]) {
      await refusal(decodeCohort(file.subarray(0, end), owner, 2), 'save-truncated');
    }
    for (let place = 0; place < file.length; place++) {
      const changed = file.slice();
      changed[place]! ^= 1;
      await expect(decodeCohort(changed, owner, 2), `byte ${place}`).rejects.toMatchObject({ name: 'KinfoldError' });
    }
    const other = writeSafetensors(new Map(), new Map([['format', 'kinfold']]));
    expect((await refusal(decodeCohort(other, owner, 2), 'save-invalid')).message).toContain('kinfold cohort DIR');
  });

  it('of another width, or without a part, is refused even if its sum is right', async () => {
    const file = await encodeCohort(owner, threePeople());
    await refusal(decodeCohort(file, owner, 3), 'save-invalid');
    const { tensors, metadata } = readSafetensors(file);
    const less = new Map<string, SafeTensor>(tensors);
    less.delete('gallery.labels');
    const described = new Map(metadata);
    described.set('sha256', await contentSha256({ tensors: less, metadata: described }));
    await refusal(decodeCohort(writeSafetensors(less, described), owner, 2), 'save-invalid');
  });
});
