import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Pixels } from '../../src/image/picture.js';
import { readPeople } from '../../src/node/cli/folder.js';
import { decodePicture } from '../../src/node/decode.js';
import type { Portrait, Portrayer } from '../../test/support/portraits.js';
import { likeness } from '../../test/support/visitor.js';

const ENROLLED = 5;
const PICTURES = 4;
const STRANGERS = 30;

/** A picture that somebody is played by; without a portrait the networks find no face in it. */
export interface Role {
  readonly picture: string;
  readonly portrait: Portrait | undefined;
}

export interface Member {
  readonly name: string;
  /** Pictures to enrol. */
  readonly enrolled: readonly Role[];
  /** Pictures to come to the door with. */
  readonly door: readonly Role[];
}

export interface Cast {
  readonly members: readonly Member[];
  readonly strangers: readonly Member[];
  /** People who are neither. */
  readonly others: ReadonlyMap<string, readonly Portrait[]>;
  /** What the rule passed over, and why. */
  readonly leftOut: readonly string[];
}

/** Somebody of a folder with a role for every picture, in the order of their names. */
interface Player {
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Everybody of a folder, in alphabetical order. */
export async function playersOf(folder: string, portray: Portrayer): Promise<readonly Player[]> {
  const players: Player[] = [];
  for (const { name, files } of await readPeople(folder)) {
    const roles: Role[] = [];
    for (const file of files) {
      const photograph = await decodePicture(await readFile(file));
      roles.push({ picture: basename(file), portrait: await portraitOf(photograph, portray) });
    }
    players.push({ name, roles });
  }
  return players;
}

/** A portrait is fit if the quality gate takes the photograph, and what the camera shows of it. */
async function portraitOf(photograph: Pixels, portray: Portrayer): Promise<Portrait | undefined> {
  const portrait = await portray(photograph);
  if (!portrait?.isFit) return portrait;
  const shown = await portray(likeness(portrait));
  return { ...portrait, isFit: shown?.isFit ?? false };
}

/**
 * Gives the roles, in the order of the people and their pictures, beginning with the one at `first`: the first five people of whom four pictures
 * pass the quality gate are enrolled with the first four of those, and come to the door with all of their others. The next thirty are strangers,
 * with the first picture that passes, or else in which a face is found. Who is left is for the cohort.
 */
export function castFrom(players: readonly Player[], first: number): Cast {
  const members: Member[] = [];
  const strangers: Member[] = [];
  const others = new Map<string, readonly Portrait[]>();
  const leftOut: string[] = [];
  for (const { name, roles } of [...players.slice(first), ...players.slice(0, first)]) {
    const fit = roles.filter(({ portrait }) => portrait?.isFit);
    const found = roles.filter(({ portrait }) => portrait);
    const [best] = [...fit, ...found];
    if (members.length < ENROLLED && fit.length >= PICTURES) {
      const enrolled = fit.slice(0, PICTURES);
      members.push({ name, enrolled, door: roles.filter((role) => !enrolled.includes(role)) });
    } else if (best && strangers.length < STRANGERS) {
      if (members.length < ENROLLED) leftOut.push(`${name}: ${fit.length} pictures pass`);
      strangers.push({ name, enrolled: [], door: [best] });
    } else if (best) {
      others.set(
        name,
        found.map(({ portrait }) => portrait!),
      );
    } else {
      leftOut.push(`${name}: no face is found`);
    }
  }
  return { members, strangers, others, leftOut };
}
