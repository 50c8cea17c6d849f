import { createRandom, type Random } from '../../src/cpu/random.js';
import { ARCFACE } from '../../src/face/align.js';
import { challengeLiveness } from '../../src/face/liveness/challenge.js';
import type { LivenessAction, LivenessState } from '../../src/face/liveness/check.js';
import { passiveLiveness } from '../../src/face/liveness/passive.js';
import { temporalLiveness } from '../../src/face/liveness/temporal.js';
import type { Pixels } from '../../src/image/picture.js';
import { evaluatePad } from '../../src/metric/evaluation/pad.js';
import { Pipeline, type PipelineParts } from '../../src/vision/pipeline.js';
import { openPortrayer, type Portrait } from '../../test/support/portraits.js';
import { FILMS, type Film } from './films.js';
import { openLiveness, openNetworks, photographs, storedYuNet } from './networks.js';
import { formatRate, formatTable } from './table.js';

const CHECKS = [passiveLiveness(), temporalLiveness(), challengeLiveness()];
/** Milliseconds between two frames, and the longest that a challenge takes. */
const FRAME = 150;
const LONGEST = 31_000;
/** A photograph whose face looks further aside, in degrees, cannot be made to look straight. */
const STRAIGHT = 8;

/** Whether each check took a presentation for a living face, and whether all did; null where no face was found. */
type Verdict = readonly (number | null)[];

/**
 * Shows films of as many people to the three checks with their defaults. A film answers what the challenge asks for.
 * @param onVerdict - told what is done.
 */
export async function measurePresentations(people: number, onVerdict: (line: string) => void) {
  const parts: PipelineParts = {
    ...(await openNetworks()),
    liveness: Object.values(await openLiveness()),
    alignment: ARCFACE,
    decode: async (frame) => frame as Pixels,
  };
  const cast = await castOf(people);
  const random = createRandom(2);
  const verdicts: Record<string, Verdict[]> = Object.fromEntries(Object.keys(FILMS).map((kind) => [kind, []]));
  for (const [index, portrait] of cast.entries()) {
    for (const [kind, make] of Object.entries(FILMS)) {
      const own = random.fork(`${kind} ${index}`);
      const { verdict, states } = await present(parts, make(portrait, own.fork('film')), own);
      verdicts[kind]!.push(verdict);
      onVerdict(
        `${index}, ${kind}: ${states.map((state) => ('reason' in state ? state.reason : state.state)).join(', ')}`,
      );
    }
  }
  return { verdicts, people: cast.length };
}

/** Of each person the first photograph that is fit and looks straight. */
async function castOf(people: number): Promise<Portrait[]> {
  const portray = await openPortrayer(storedYuNet);
  const cast = new Map<string, Portrait>();
  for (const { person, pixels } of await photographs('lfw40', 8)) {
    if (cast.size === people) break;
    if (cast.has(person)) continue;
    const portrait = await portray(pixels);
    if (portrait?.isFit && Math.abs(portrait.yaw) <= STRAIGHT) cast.set(person, portrait);
  }
  return [...cast.values()];
}

/** Shows a film until every check has decided. */
async function present(parts: PipelineParts, film: Film, random: Random) {
  const liveness = [...parts.liveness];
  const pipeline = new Pipeline({ ...parts, liveness });
  const sessions = CHECKS.map((check) => check.begin(() => random.uniform()));
  let states: readonly LivenessState[] = CHECKS.map(() => ({ state: 'undecided', progress: 0 }));
  let wasSeen = false;
  let yaw: number | null = null;
  for (let time = 0; time < LONGEST && states.some(({ state }) => state === 'undecided'); time += FRAME) {
    const asked = states.find((state) => 'action' in state) as { action: LivenessAction } | undefined;
    const frame = film({ action: asked?.action ?? 'look-straight', yaw });
    const observation = await pipeline.look(frame as never, time / FRAME, time);
    const [face] = observation.faces;
    yaw = face?.pose.yaw ?? null;
    if (!face) continue;
    wasSeen = true;
    states = sessions.map((session) => session.observe(observation, face));
    // What the networks say of later frames changes nothing.
    if (states[0]!.state === 'refused') liveness.length = 0;
  }
  const lives = states.map(({ state }) => state === 'live');
  const verdict = [...lives, lives.every(Boolean)].map((isLive) => (wasSeen ? Number(isLive) : null));
  return { verdict, states };
}

/** The figures as a table in Markdown: a row a kind of presentation, a column a check. */
export function formatPresentations({ verdicts, people }: Awaited<ReturnType<typeof measurePresentations>>): string {
  const columns = [...CHECKS.map(({ name }) => name), 'all three'];
  const reports = columns.map((_, column) => {
    const attacks = Object.fromEntries(
      Object.entries(verdicts).map(([kind, list]) => [kind, list.map((verdict) => verdict[column]!)]),
    );
    return evaluatePad({ bonaFide: Object.values(attacks)[0]!, attacks }, 0.5);
  });
  return formatTable([
    [`APCER, ${people} people`, ...columns],
    ...Object.keys(verdicts).map((kind) => [kind, ...reports.map(({ apcer }) => formatRate(apcer[kind]!))]),
  ]);
}
