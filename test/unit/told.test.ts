import { describe, expect, it } from 'vitest';
import { Told, type ToldEntry, type ToldSide } from '../../src/gallery/told.js';
import { toldFromTensors, toldToTensors } from '../../src/gallery/told-file.js';
import { entry, pictureId, threePeople } from '../support/gallery.js';
import { refusal } from '../support/refusal.js';

const who = (identity: string): ToldSide => ({ identity });
const what = (n: number): ToldSide => ({ picture: pictureId(n) });
const told = (kind: ToldEntry['kind'], a: ToldSide, b: ToldSide): ToldEntry => ({ kind, sides: [a, b] });
const picture = (n: number) => ({ pictureId: pictureId(n), features: Float32Array.of(n, 1) });
const nothing = Told.nothing(2);

describe('what was told', () => {
  it('replaces what was said of the same two, either way round', () => {
    const same = nothing.with(told('same', who('Ann'), what(9)), [picture(9)]);
    const other = same.with(told('different', what(9), who('Ann')), [picture(9)]);
    expect(other.entries).toEqual([told('different', what(9), who('Ann'))]);
    expect(other.pictures.size).toBe(1);
    expect(same.entries).toHaveLength(1);
  });

  it('refuses a contradiction through others, and a side with itself', () => {
    const chain = nothing
      .with(told('same', who('Ann'), what(9)), [picture(9)])
      .with(told('same', what(9), who('Bob')), []);
    expect(chain.groups().joins('identity Ann', 'identity Bob')).toBe(true);
    const broken = () => chain.with(told('different', who('Bob'), who('Ann')), []);
    expect(broken).toThrow(refusal('argument-invalid', /"Bob" and "Ann" were told to be different/));
    expect(() => nothing.with(told('same', who('Ann'), who('Ann')), [])).toThrow(refusal('argument-invalid'));
  });

  it('goes with the identities that it names, and takes the pictures along', () => {
    const both = nothing
      .with(told('different', who('Ann'), what(8)), [picture(8)])
      .with(told('different', who('Bob'), what(9)), [picture(9)]);
    const left = both.within(new Set(['Bob']));
    expect(left.entries).toEqual([told('different', who('Bob'), what(9))]);
    expect(left.pictures.identities()).toEqual([pictureId(9)]);
  });

  it('takes a picture that was enrolled since for its identity', () => {
    const gallery = threePeople();
    const before = nothing
      .with(told('different', who('Ann'), what(9)), [picture(9)])
      .with(told('same', who('Bob'), what(8)), [picture(8)]);
    gallery.add(entry('Eve', 9));
    gallery.add(entry('Bob', 8));
    const now = before.enrolledIn(gallery);
    expect(now.entries).toEqual([told('different', who('Ann'), who('Eve'))]);
    expect(now.pictures.size).toBe(0);
  });

  it('comes back from a file, and is refused if it does not fit the gallery', () => {
    const gallery = threePeople();
    const given = nothing.with(told('different', who('Ann'), what(9)), [picture(9)]);
    const saved = toldToTensors(given);
    const loaded = toldFromTensors(saved, gallery);
    expect(loaded.entries).toEqual(given.entries);
    expect(loaded.pictures.entries()).toEqual(given.pictures.entries());
    expect(toldToTensors(nothing)).toEqual({ tensors: new Map(), metadata: new Map() });
    expect(toldFromTensors(toldToTensors(nothing), gallery).entries).toEqual([]);
    for (const entries of ['{', '[{}]', JSON.stringify([told('same', who('Eve'), what(9))]), '[null]']) {
      const metadata = new Map([...saved.metadata, ['told.entries', entries]]);
      expect(() => toldFromTensors({ ...saved, metadata }, gallery), entries).toThrow(refusal('save-invalid'));
    }
  });
});
