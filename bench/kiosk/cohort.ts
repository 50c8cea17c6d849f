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

/** People who are in no cast: those of npm's sample photographs and those of ORL, with all of their pictures. */
export async function bystanders(
  orl: string,
  portray: Portrayer,
  adapt: (photograph: Pixels) => Promise<Pixels>,
): Promise<ReadonlyMap<string, readonly Portrait[]>> {
  const people = new Map<string, readonly Portrait[]>();
  for (const [name, portrait] of await samplePortraits(async (photograph) => portray(await adapt(photograph)))) {
    people.set(name, [portrait]);
  }
  for (const { name, files } of await readPeople(orl)) {
    const found: Portrait[] = [];
    for (const file of files) {
      const portrait = await portray(await adapt(enlarged(await decodePicture(await readFile(file)))));
      if (portrait) found.push(portrait);
    }
    if (found.length > 0) people.set(`orl-${name}`, found);
  }
  return people;
}

/**
 * A cohort file of people who are neither enrolled nor strangers, as the camera shows them. The more there are, the smaller the FAR that can
 * be promised; the more pictures of each, the surer the promise.
 * @param front the engine's `camera`.
 */
export async function cohortFile(
  people: ReadonlyMap<string, readonly Portrait[]>,
  front: 'plain' | 'noisy' = 'plain',
): Promise<Uint8Array> {
  return cohortOf(new Map([...people].map(([name, portraits]) => [name, portraits.map(likeness)])), front);
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
