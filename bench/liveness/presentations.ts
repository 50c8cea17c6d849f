import { createRandom, type Random } from '../../src/cpu/random.js';
import { ARCFACE } from '../../src/face/align.js';
import { findLandmarks } from '../../src/face/landmarks.js';
import { challengeLiveness } from '../../src/face/liveness/challenge.js';
import type { LivenessState } from '../../src/face/liveness/check.js';
import { passiveLiveness } from '../../src/face/liveness/passive.js';
import { temporalLiveness } from '../../src/face/liveness/temporal.js';
import type { Pixels } from '../../src/image/picture.js';
import { evaluatePad } from '../../src/metric/evaluation/pad.js';
import { Pipeline, type PipelineParts } from '../../src/vision/pipeline.js';
import { Puppet } from '../../test/support/puppet.js';
import { FILMS, type Film } from './films.js';
import { openLiveness, openNetworks, photographs } from './networks.js';
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
  const puppets = await castOf(parts, people);
  const random = createRandom(2);
  const verdicts: Record<string, Verdict[]> = Object.fromEntries(Object.keys(FILMS).map((kind) => [kind, []]));
  for (const [index, puppet] of puppets.entries()) {
    for (const [kind, make] of Object.entries(FILMS)) {
      const own = random.fork(`${kind} ${index}`);
      const { verdict, states } = await present(parts, make(puppet, own.fork('film')), own);
      verdicts[kind]!.push(verdict);
      onVerdict(
        `${index}, ${kind}: ${states.map((state) => ('reason' in state ? state.reason : state.state)).join(', ')}`,
      );
    }
  }
  return { verdicts, people: puppets.length };
}

/** Of each person the first photograph that is fit and looks straight. */
async function castOf(parts: PipelineParts, people: number): Promise<Puppet[]> {
  const puppets = new Map<string, Puppet>();
  const blind = { ...parts, liveness: [] };
  for (const { person, pixels } of await photographs('lfw40', 8)) {
    if (puppets.size === people) break;
    if (puppets.has(person)) continue;
    const { faces } = await new Pipeline(blind).look(pixels as never, 0, 0);
    const [face, ...others] = faces;
    if (!face || others.length > 0 || face.quality.faults.length > 0 || Math.abs(face.pose.yaw) > STRAIGHT) continue;
    const { points68 } = await findLandmarks(parts.landmarks!, pixels, face.box);
    puppets.set(person, new Puppet(pixels, points68));
  }
  return [...puppets.values()];
}

/** Shows a film until every check has decided. */
async function present(parts: PipelineParts, film: Film, random: Random) {
  const liveness = [...parts.liveness];
  const pipeline = new Pipeline({ ...parts, liveness });
  const sessions = CHECKS.map((check) => check.begin(() => random.uniform()));
  let states: readonly LivenessState[] = CHECKS.map(() => ({ state: 'undecided', progress: 0 }));
  let wasSeen = false;
  for (let time = 0; time < LONGEST && states.some(({ state }) => state === 'undecided'); time += FRAME) {
    const asked = states.find((state) => 'action' in state) as { action: Parameters<Film>[0] } | undefined;
    const observation = await pipeline.look(film(asked?.action ?? 'look-straight') as never, time / FRAME, time);
    const [face] = observation.faces;
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
