import { readFile } from 'node:fs/promises';
import type { Pixels } from '../../src/image/picture.js';
import { readPeople } from '../../src/node/cli/folder.js';
import { decodePicture } from '../../src/node/decode.js';
import type { Portrait, Portrayer } from '../../test/support/portraits.js';
import { samplePortraits } from '../../test/support/sample-portraits.js';
import { cohortOf } from '../../test/support/strangers-cohort.js';
import { likeness } from '../../test/support/visitor.js';

/** ORL's pictures are 92×112, too small for a detector. */
const ENLARGED = 3;
/** Pictures of each person of ORL. */
const SHOWN = 2;

/**
 * A cohort file of everybody there is who is neither enrolled nor a stranger, as the camera shows them: the people of the set who are left,
 * those of npm's sample photographs and those of ORL. The more there are, the smaller the FAR that can be promised.
 */
export async function cohortFile(
  others: ReadonlyMap<string, readonly Portrait[]>,
  orl: string,
  portray: Portrayer,
): Promise<{ readonly file: Uint8Array; readonly people: number }> {
  const people = new Map<string, readonly Portrait[]>(others);
  for (const [name, portrait] of await samplePortraits(portray)) people.set(name, [portrait]);
  for (const { name, files } of await readPeople(orl)) {
    const found: Portrait[] = [];
    for (const file of files.slice(0, SHOWN)) {
      const portrait = await portray(enlarged(await decodePicture(await readFile(file))));
      if (portrait) found.push(portrait);
    }
    if (found.length > 0) people.set(`orl-${name}`, found);
  }
  const frames = [...people].map(([name, portraits]) => {
    return [name, portraits.map(likeness)] as const;
  });
  return { file: await cohortOf(new Map(frames)), people: frames.length };
}

function enlarged({ width, height, data }: Pixels): Pixels {
  const large = { width: width * ENLARGED, height: height * ENLARGED };
  const words = new Uint32Array(data.slice().buffer);
  const to = new Uint32Array(large.width * large.height);
  for (let at = 0; at < to.length; at++) {
    const [row, column] = [Math.floor(at / large.width), at % large.width];
    to[at] = words[Math.floor(row / ENLARGED) * width + Math.floor(column / ENLARGED)]!;
  }
  return { ...large, data: new Uint8ClampedArray(to.buffer) };
}
