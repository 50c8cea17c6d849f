import { KinfoldError } from '../errors.js';
import { Gallery, type GalleryEntry } from './gallery.js';
import { Groups } from './groups.js';

/** One side of a told pair: an enrolled identity, or a picture that is not enrolled. */
export type ToldSide = { readonly identity: string } | { readonly picture: string };

/** What was said about two sides: they show the same identity, or different ones. */
export interface ToldEntry {
  readonly kind: 'same' | 'different';
  readonly sides: readonly [ToldSide, ToldSide];
}

/** A picture of a side, by the hash of its contents. */
export type ToldPicture = Omit<GalleryEntry, 'identity'>;

/** What was said about pairs, with the features of the pictures that it was said of. It does not change: every call makes another. */
export class Told {
  /** @param pictures each under its hash as its name. */
  constructor(
    readonly entries: readonly ToldEntry[],
    readonly pictures: Gallery,
  ) {}

  static nothing(width: number): Told {
    return new Told([], new Gallery(width));
  }

  /**
   * With one more entry, which replaces what was said of the same two before.
   * @throws KinfoldError `argument-invalid` if both sides are one, or if it contradicts the other entries; what adding a picture throws.
   */
  with(entry: ToldEntry, pictures: readonly ToldPicture[]): Told {
    const [a, b] = entry.sides.map(keyOf);
    if (a === b) throw invalid('both sides are the same', 'name two identities, or an identity and another picture');
    const known = this.pictures.copy();
    for (const picture of pictures) known.add({ ...picture, identity: picture.pictureId });
    const others = this.entries.filter(
      ({ sides }) => !(sides.map(keyOf).includes(a!) && sides.map(keyOf).includes(b!)),
    );
    const entries = [...others, entry];
    const groups = groupsOf(entries);
    const broken = entries.find(({ kind, sides: [x, y] }) => kind === 'different' && groups.joins(keyOf(x), keyOf(y)));
    if (broken) {
      const [x, y] = broken.sides.map(nameOf);
      throw invalid(
        `${x} and ${y} were told to be different, and to be the same through others`,
        'take back what is wrong: tell the opposite of it, or undo()',
      );
    }
    return new Told(entries, known).within(undefined);
  }

  /** Without what names other identities than these; undefined: all are known. Pictures that nothing refers to go along. */
  within(identities: ReadonlySet<string> | undefined): Told {
    const isKnown = (side: ToldSide) => !identities || !('identity' in side) || identities.has(side.identity);
    const entries = this.entries.filter(({ sides }) => sides.every(isKnown));
    const used = new Set(entries.flatMap(({ sides }) => sides.map(keyOf)));
    const pictures = this.pictures.copy();
    for (const id of this.pictures.identities()) if (!used.has(keyOf({ picture: id }))) pictures.remove(id);
    return new Told(entries, pictures);
  }

  /** With the identities for the pictures that have been enrolled since; what was said of two pictures of one identity is left out. */
  enrolledIn(gallery: Gallery): Told {
    const names = new Map(gallery.entries().map(({ pictureId, identity }) => [pictureId, identity]));
    const now = (side: ToldSide): ToldSide => {
      const identity = 'picture' in side ? names.get(side.picture) : undefined;
      return identity === undefined ? side : { identity };
    };
    const entries = this.entries.map(({ kind, sides: [a, b] }): ToldEntry => ({ kind, sides: [now(a), now(b)] }));
    const apart = entries.filter(({ sides: [a, b] }) => keyOf(a) !== keyOf(b));
    return new Told(apart, this.pictures).within(new Set(gallery.identities()));
  }

  /** Sides that were told to be the same, through others too. */
  groups(): Groups {
    return groupsOf(this.entries);
  }
}

/** Tells a side from every other. */
export function keyOf(side: ToldSide): string {
  return 'identity' in side ? `identity ${side.identity}` : `picture ${side.picture}`;
}

function nameOf(side: ToldSide): string {
  return 'identity' in side ? `"${side.identity}"` : `a picture (${side.picture.slice(0, 8)}…)`;
}

function groupsOf(entries: readonly ToldEntry[]): Groups {
  const groups = new Groups();
  for (const { kind, sides } of entries) if (kind === 'same') groups.join(keyOf(sides[0]), keyOf(sides[1]));
  return groups;
}

function invalid(problem: string, cure: string): KinfoldError {
  return new KinfoldError('argument-invalid', `tell: ${problem}; ${cure}`);
}
