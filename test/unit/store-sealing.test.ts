import { expect, test } from 'vitest';
import { type Binding, createKey, randomId, seal, unseal } from '../../src/store/sealing.js';
import { refusal } from '../support/refusal.js';

const binding: Binding = { store: 's', kind: 'picture', id: '1', identity: 'a', about: '', schema: 1 };
const plain = Uint8Array.from({ length: 100 }, (_, i) => i);

test('a seal is another one each time', async () => {
  const key = await createKey();
  const [one, two] = [await seal(key, binding, plain), await seal(key, binding, plain)];
  expect(one).toHaveLength(plain.length + 28);
  expect(one.slice(0, 12)).not.toEqual(two.slice(0, 12));
  expect(one.slice(12, 112)).not.toEqual(two.slice(12, 112));
  expect(await unseal(key, binding, one)).toEqual(plain);
  expect(await unseal(key, binding, two)).toEqual(plain);
});

test('a seal opens only where it belongs, and under its own key', async () => {
  const key = await createKey();
  const sealed = await seal(key, binding, plain);
  const others = { store: 't', kind: 'template', id: '2', identity: null, about: 'x', schema: 2 };
  for (const [part, value] of Object.entries(others)) {
    await expect(unseal(key, { ...binding, [part]: value }, sealed), part).rejects.toEqual(refusal('store-tampered'));
  }
  // Parts that read the same when they are strung together, and null that is not the word.
  await expect(unseal(key, { ...binding, kind: 'pict', id: 'ure1' }, sealed)).rejects.toEqual(
    refusal('store-tampered'),
  );
  const nobody = await seal(key, { ...binding, identity: null }, plain);
  await expect(unseal(key, { ...binding, identity: 'null' }, nobody)).rejects.toEqual(refusal('store-tampered'));
  await expect(unseal(await createKey(), binding, sealed)).rejects.toEqual(refusal('store-tampered'));
  await expect(unseal(key, binding, new Uint8Array())).rejects.toEqual(refusal('store-tampered'));
});

test('a key gives its bytes to nobody', async () => {
  const key = await createKey();
  expect(key).toMatchObject({ extractable: false, algorithm: { name: 'AES-GCM', length: 256 } });
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});

test('ids are 128 random bits', () => {
  const ids = Array.from({ length: 100 }, randomId);
  expect(new Set(ids).size).toBe(100);
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
});
