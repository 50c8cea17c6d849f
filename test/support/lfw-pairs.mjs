// Writes a pair list in the format of LFW's pairs.txt over a folder of people: node test/support/lfw-pairs.mjs FOLDER FILE
// Ten folds; no person is in two of them, no pair comes twice. Seeded: the same list every time.
import { readdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const FOLDS = 10;
const PER_FOLD = 100;

/** Numbers in [0, 1): a multiplicative congruential generator (D. H. Lehmer; S. K. Park and K. W. Miller, 1988). */
function lehmer(seed) {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** The numbers of a person's pictures, from names like Ann_Lee_0003.jpg. */
const numbersOf = (folder, name) =>
  readdirSync(`${folder}/${name}`)
    .map((file) => /_(\d{4})\.jpg$/.exec(file)?.[1])
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => a - b);

/** The lines of the list; `perFold` pairs of each kind in a fold. */
export function lfwPairs(folder, seed = 1, perFold = PER_FOLD) {
  const random = lehmer(seed);
  const pick = (items) => items[Math.floor(random() * items.length)];
  const people = readdirSync(folder).sort();
  const pictures = new Map(people.map((name) => [name, numbersOf(folder, name)]));
  const lines = [`${FOLDS}\t${perFold}`];
  for (let fold = 0; fold < FOLDS; fold++) {
    const members = people.filter((_, place) => place % FOLDS === fold);
    const same = new Set();
    const different = new Set();
    while (same.size < perFold) {
      const name = pick(members);
      const [i, j] = [pick(pictures.get(name)), pick(pictures.get(name))];
      if (i < j) same.add(`${name}\t${i}\t${j}`);
    }
    while (different.size < perFold) {
      const [a, b] = [pick(members), pick(members)];
      if (a < b) different.add(`${a}\t${pick(pictures.get(a))}\t${b}\t${pick(pictures.get(b))}`);
    }
    lines.push(...same, ...different);
  }
  return lines;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [folder, file] = process.argv.slice(2);
  writeFileSync(file, `${lfwPairs(folder).join('\n')}\n`);
}
