import type { Pixels } from '../../src/image/picture.js';
import type { Outcome } from '../../test/browser/kiosk-page.js';
import { sharedData } from '../../test/support/data.js';
import { Door } from '../../test/support/door.js';
import { openPortrayer } from '../../test/support/portraits.js';
import { samplePortraits } from '../../test/support/sample-portraits.js';
import { cohortOf } from '../../test/support/strangers-cohort.js';
import { VIEW, Visitor } from '../../test/support/visitor.js';
import { type Visit, visit } from './attempts.js';
import { type Cast, castFrom, type Member } from './cast.js';
import { CONDITIONS } from './conditions.js';

/** Strangers would lock the door after five wrong attempts. */
const POLICY = { freeFailures: 1_000, attemptsPerMinute: 1_000, timeLimit: 40_000 };
/** Pixels between the eyes in pictures of the cohort. */
const EYES = 56;

type Camera = (seen: Pixels) => Pixels;

/** All that came to the door, with one state of the weights. */
export interface Round {
  readonly members: readonly Visit[];
  readonly strangers: readonly Visit[];
}

/** Plays the whole run under one condition. @param say hears of each step. */
export async function measureKiosk(condition: string, say: (line: string) => void) {
  const { set, camera } = CONDITIONS[condition]!;
  const folder = sharedData(`faces/${set}`);
  if (!folder) throw new Error('there are no photographs');
  const portray = await openPortrayer();
  const cast = await castFrom(folder, portray);
  say(
    `${cast.members.map(({ name }) => name).join(', ')} are enrolled; left out: ${cast.leftOut.join('; ') || 'nobody'}`,
  );
  const door = await Door.open({ 'strangers.cohort': await cohortFile(cast, await samplePortraits(portray), camera) });
  try {
    const machine = await door.ask('open', condition, { policy: POLICY });
    for (const member of cast.members) await enrol(door, member, camera, say);
    const calibration = resultOf(await door.ask('calibrate', FAR, 'strangers.cohort'));
    say(`calibrated: ${JSON.stringify(calibration.identify)}, smallest FAR ${calibration.smallestFar}`);
    const before = await round(door, cast, camera, say);
    const lesson = await door.ask('personalise');
    say(`personalised: ${JSON.stringify(lesson)}`);
    const after = await round(door, cast, camera, say);
    return { condition, machine, cast, calibration, before, lesson, after };
  } finally {
    await door.close();
  }
}

/** The least that a cohort of 21 people supports, rounded up. */
const FAR = 0.15;

async function cohortFile(cast: Cast, samples: Awaited<ReturnType<typeof samplePortraits>>, camera: Camera) {
  const frames = new Map<string, Pixels[]>();
  for (const [name, portraits] of [...cast.others, ...[...samples].map(([name, one]) => [name, [one]] as const)]) {
    frames.set(
      name,
      portraits.map(({ puppet, yaw }) => camera(puppet.render(VIEW, EYES, { yaw: -yaw }))),
    );
  }
  return cohortOf(frames);
}

async function enrol(door: Door, { name, enrolled }: Member, camera: Camera, say: (line: string) => void) {
  const portraits = enrolled.map(({ portrait }) => portrait!);
  const { report } = resultOf(await door.before(new Visitor(portraits, { camera }), 'enrol', name, portraits.length));
  say(`${name}: ${report.pictures} pictures (${enrolled.map(({ picture }) => picture).join(', ')})`);
}

async function round(
  door: Door,
  { members, strangers }: Cast,
  camera: Camera,
  say: (line: string) => void,
): Promise<Round> {
  const visits = async (people: readonly Member[]) => {
    const list: Visit[] = [];
    for (const person of people) {
      for (const role of person.door) {
        const came = await visit(door, person, role, camera);
        say(
          `${came.picture}: ${came.outcome} (${came.reason}), ${came.distance?.toFixed(2)}, try ${came.tries}, ${came.ms.toFixed(0)} ms`,
        );
        list.push(came);
      }
    }
    return list;
  };
  return { members: await visits(members), strangers: await visits(strangers) };
}

function resultOf<Result>(answer: Outcome<Result>): Result {
  if (answer.code === undefined) return answer.result;
  throw new Error(answer.message);
}
