import { readFile } from 'node:fs/promises';
import type { StoredModel } from '../../src/node/models.js';
import type { Outcome } from '../../test/browser/kiosk-page.js';
import type { SiteFiles } from '../../test/support/browser.js';
import { neededData } from '../../test/support/data.js';
import { Door } from '../../test/support/door.js';
import { openPortrayer } from '../../test/support/portraits.js';
import { Visitor } from '../../test/support/visitor.js';
import { storedYuNet } from '../liveness/networks.js';
import { type Visit, visit } from './attempts.js';
import { type Cast, castFrom, type Member, playersOf } from './cast.js';
import { bystanders, cohortFile } from './cohort.js';
import { CONDITIONS } from './conditions.js';

/** As it is by default, but that strangers would lock the door after five wrong attempts. */
const POLICY = { freeFailures: 1_000, attemptsPerMinute: 1_000 };

/** Of two hundred strangers one gets in, which so small a cohort says only with a tail. */
const PROMISE = { far: 0.005, tail: 'normal' } as const;

/** All that came to the door, with one state of the weights. */
export interface Round {
  readonly members: readonly Visit[];
  readonly strangers: readonly Visit[];
}

/** Which people of the set, counted from 0, the casts begin with. */
const FIRST = [0, 10, 20];

/** A cast, what it was measured with, and who got in before and after personalising. */
export type Performance = Awaited<ReturnType<typeof perform>>;

/** Plays the whole run under one condition, with one cast after the other. */
export async function measureKiosk(condition: string, say: (line: string) => void) {
  const { set, detector, front, adapt } = CONDITIONS[condition]!;
  const finder = detector === 'YuNet' ? storedYuNet : undefined;
  const portray = await openPortrayer(finder);
  const players = await playersOf(neededData(`faces/${set}`), portray);
  const others = await bystanders(neededData('faces/orl40'), portray, adapt);
  const performances: Performance[] = [];
  for (const first of FIRST) {
    const cast = castFrom(players, first);
    say(`enrolled: ${namesOf(cast.members)}; left out: ${cast.leftOut.join('; ') || 'nobody'}`);
    const cohort = await cohortFile(new Map([...cast.others, ...others]), front);
    performances.push(await perform(condition, cast, cohort, finder, say));
  }
  return { condition, performances };
}

async function perform(
  condition: string,
  cast: Cast,
  cohort: Uint8Array,
  finder: StoredModel | undefined,
  say: (line: string) => void,
) {
  const door = await Door.open({ 'strangers.cohort': cohort, ...(await served(finder)) });
  try {
    const { isWatched, front } = CONDITIONS[condition]!;
    const detector = finder && 'models/yunet.json';
    const machine = await door.ask('open', condition, { policy: POLICY, isWatched }, detector, front);
    for (const member of cast.members) await enrol(door, member, say);
    const calibration = resultOf(await door.ask('calibrate', PROMISE, 'strangers.cohort'));
    say(`calibrated: ${JSON.stringify(calibration)}`);
    const before = await round(door, cast, say);
    const lesson = await door.ask('personalise');
    say(`personalised: ${JSON.stringify(lesson)}`);
    const threshold = (await door.ask('calibration'))!.identify.threshold;
    const after = await round(door, cast, say);
    return { machine, cast, calibration, before, lesson, threshold, after };
  } finally {
    await door.close();
  }
}

async function served(detector: StoredModel | undefined): Promise<SiteFiles> {
  if (!detector) return {};
  const { card, path } = detector;
  return { 'models/yunet.json': JSON.stringify(card), [`models/${card.source}`]: await readFile(path) };
}

export const namesOf = (members: readonly Member[]): string => members.map(({ name }) => name).join(', ');

async function enrol(door: Door, { name, enrolled }: Member, say: (line: string) => void) {
  const portraits = enrolled.map(({ portrait }) => portrait!);
  const { report } = resultOf(await door.before(new Visitor(portraits), 'enrol', name, portraits.length));
  say(`${name}: ${report.pictures} pictures (${enrolled.map(({ picture }) => picture).join(', ')})`);
}

async function round(door: Door, { members, strangers }: Cast, say: (line: string) => void): Promise<Round> {
  const visits = async (people: readonly Member[]) => {
    const list: Visit[] = [];
    for (const person of people) {
      for (const role of person.door) {
        const came = await visit(door, person, role);
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
