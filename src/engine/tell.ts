import { KinfoldError } from '../errors.js';
import type { Told, ToldPicture, ToldSide } from '../gallery/told.js';
import { squaredDistance } from '../metric/comparisons/pairs.js';
import type { Core } from './core.js';
import type { Gate } from './gate.js';
import { identityDistances, pairKey } from './identity-distances.js';
import { enrolledName } from './recognise.js';
import { type Correction as Lesson, teachCore } from './teach.js';
import type { Correction, MovedPair, Side, TellOptions, TellReport } from './telling.js';
import { lookAt } from './views.js';

/** What is compared: the sides, and all pairs of enrolled identities. */
interface Distances {
  readonly sides: readonly [ToldSide, ToldSide];
  readonly told: number;
  readonly pairs: ReadonlyMap<string, { readonly identities: readonly [string, string]; readonly distance: number }>;
}

/** Keeps a correction, teaches, and says what that did. If it fails nothing has changed. */
export async function tellCore(
  core: Core,
  gate: Gate,
  correction: Correction,
  { onProgress, ...options }: TellOptions,
): Promise<TellReport> {
  const { kind, parts } = partsOf(correction);
  let entered: readonly [ToldSide, ToldSide];
  const lesson: Lesson<Distances> = {
    async prepare() {
      const pictures: ToldPicture[] = [];
      const sides: ToldSide[] = [];
      for (const part of parts) sides.push(await sideOf(core, part, pictures, options.signal));
      entered = [sides[0]!, sides[1]!];
      const told = core.told.with({ kind, sides: entered }, pictures);
      return { told, before: await measure(core, entered, told) };
    },
    after: (told) => measure(core, entered, told),
  };
  const teaching = teachCore(core, gate, options, lesson);
  try {
    let next = await teaching.next();
    for (; !next.done; next = await teaching.next()) await onProgress?.(next.value);
    const { report, corrected } = next.value;
    const { before, after } = corrected!;
    return { ...report, ...compare(before, after, core.decisions.threshold) };
  } finally {
    await teaching.return(undefined as never);
  }
}

function partsOf(correction: Correction): { kind: 'same' | 'different'; parts: readonly [Side, Side] } {
  const isSame = 'same' in correction;
  const parts = isSame ? correction.same : correction.different;
  if (Array.isArray(parts) && parts.length === 2 && !(isSame && 'different' in correction)) {
    return { kind: isSame ? 'same' : 'different', parts };
  }
  throw new KinfoldError(
    'argument-invalid',
    'tell: expected { same: [a, b] } or { different: [a, b] }; a and b are names of enrolled identities or pictures',
  );
}

/** Looks at a picture that is not enrolled and puts it into `pictures`. */
async function sideOf(
  core: Core,
  part: Side,
  pictures: ToldPicture[],
  signal: AbortSignal | undefined,
): Promise<ToldSide> {
  if (typeof part === 'string') return { identity: enrolledName('tell', core.gallery, part) };
  for await (const { id, pixels } of core.read('tell', [part], signal ? { signal } : {})) {
    const enrolled = core.gallery.entries().find(({ pictureId }) => pictureId === id);
    if (enrolled) return { identity: enrolled.identity };
    const seen = await lookAt(core.machine.backbone, pixels, id, core.options);
    pictures.push({ pictureId: id, ...seen });
    return { picture: id };
  }
  throw new KinfoldError('argument-invalid', 'tell: got no picture; pass one');
}

async function measure(core: Core, sides: readonly [ToldSide, ToldSide], told: Told): Promise<Distances> {
  const templates = await core.machine.templates(core.gallery);
  const width = templates.length / core.gallery.size;
  const embeddingsOf = async (side: ToldSide): Promise<Float32Array> => {
    if ('picture' in side) {
      const picture = told.pictures.entries().find(({ pictureId }) => pictureId === side.picture)!;
      return core.machine.embedder.fromFeatures(picture.features);
    }
    const rows = core.gallery.entries().flatMap(({ identity }, row) => (identity === side.identity ? [row] : []));
    const own = new Float32Array(rows.length * width);
    for (const [i, row] of rows.entries()) own.set(templates.subarray(row * width, (row + 1) * width), i * width);
    return own;
  };
  const [a, b] = [await embeddingsOf(sides[0]), await embeddingsOf(sides[1])];
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length / width; i++) {
    for (let j = 0; j < b.length / width; j++) nearest = Math.min(nearest, squaredDistance(a, i, b, j, width));
  }
  const enrolled = sides.flatMap((side) => ('identity' in side ? [side.identity] : []));
  return { sides, told: nearest, pairs: identityDistances(core.gallery, templates, enrolled) };
}

function compare(before: Distances, after: Distances, threshold: number): Pick<TellReport, 'distance' | 'others'> {
  const [a, b] = before.sides;
  const own = 'identity' in a && 'identity' in b ? pairKey(a.identity, b.identity) : '';
  const moved = [...before.pairs]
    .filter(([key]) => key !== own)
    .map(([key, { identities, distance }]): MovedPair => {
      return { identities, before: distance, after: after.pairs.get(key)!.distance };
    })
    .sort((x, y) => x.after - y.after);
  const mean = (pick: (pair: MovedPair) => number) => moved.reduce((sum, pair) => sum + pick(pair), 0) / moved.length;
  const chosen = (wasNear: boolean, isNear: boolean) =>
    moved.filter((pair) => pair.before <= threshold === wasNear && pair.after <= threshold === isNear);
  return {
    distance: { before: before.told, after: after.told },
    others: {
      pairs: moved.length,
      distance: moved.length > 0 ? { before: mean((pair) => pair.before), after: mean((pair) => pair.after) } : null,
      confused: chosen(false, true),
      resolved: chosen(true, false),
      stillConfused: chosen(true, true),
    },
  };
}
