import type { Calibration, Tail } from '../../src/engine/calibration.js';
import { createEngine } from '../../src/engine/create.js';
import type { Engine } from '../../src/engine/types.js';
import { KinfoldError } from '../../src/errors.js';
import { nodeEnvironment } from '../../src/node/environment.js';
import type { StoredModel } from '../../src/node/models.js';
import { neededData } from '../../test/support/data.js';
import { loadedModel, trialModels } from '../../test/support/models.js';
import { openPortrayer } from '../../test/support/portraits.js';
import { likeness } from '../../test/support/visitor.js';
import { type Cast, castFrom, type Member, playersOf } from '../kiosk/cast.js';
import { bystanders, cohortFile } from '../kiosk/cohort.js';
import { CONDITIONS } from '../kiosk/conditions.js';
import { storedYuNet } from '../liveness/networks.js';

/** Every second cast: five people are enrolled in each, so that everybody is in two or three. */
const CASTS = 20;

/** What a normal tail is asked for; counting is asked for the least that the cohort supports. */
export const FAR = 0.005;

export const TAILS: readonly Tail[] = ['counted', 'normal'];

/** A picture that was compared with the gallery. */
export interface Compared {
  readonly isFit: boolean;
  readonly isStranger: boolean;
  /** Whether the nearest identity is who it is. */
  readonly isRight: boolean;
  readonly distance: number;
}

/** Everything that was compared under one state of the weights, and the thresholds for it. */
export interface Round {
  readonly compared: readonly Compared[];
  readonly thresholds: Readonly<Record<Tail, number>>;
  readonly strangers: number;
}

export interface Performance {
  readonly before: Round;
  readonly after: Round;
}

/** Plays all casts under one condition: pictures as the camera shows them, looking straight, and nobody moves. */
export async function measureTails(condition: string, say: (line: string) => void) {
  const { set, detector, adapt } = CONDITIONS[condition]!;
  const models = await trialModels();
  const finder = detector === 'YuNet' ? storedYuNet : models.detector;
  const portray = await openPortrayer(finder);
  const players = await playersOf(neededData(`faces/${set}`), portray);
  const others = await bystanders(neededData('faces/orl40'), portray, adapt);
  const performances: Performance[] = [];
  for (let play = 0; play < CASTS; play++) {
    const cast = castFrom(players, Math.floor((play * players.length) / CASTS));
    const cohort = await cohortFile(new Map([...cast.others, ...others]));
    const performance = await perform(cast, cohort, finder);
    say(`${cast.members.map(({ name }) => name).join(', ')}: ${JSON.stringify(performance.after.thresholds)}`);
    performances.push(performance);
  }
  return { condition, performances };
}

async function perform(cast: Cast, cohort: Uint8Array, detector: StoredModel): Promise<Performance> {
  const { backbone, landmarks } = await trialModels();
  const faces = { detector: await loadedModel(detector), landmarks: await loadedModel(landmarks) };
  const engine = await createEngine({ backbone: await loadedModel(backbone), faces }, nodeEnvironment);
  try {
    for (const { name, enrolled } of cast.members) {
      await engine.enrol(
        name,
        enrolled.map(({ portrait }) => likeness(portrait!)),
      );
    }
    const before = await compare(engine, cast, cohort);
    const lesson = engine.teach();
    while (!(await lesson.next()).done);
    return { before, after: await compare(engine, cast, cohort) };
  } finally {
    await engine.close();
  }
}

async function compare(engine: Engine, { members, strangers }: Cast, cohort: Uint8Array): Promise<Round> {
  const normal = await engine.calibrate({ far: FAR, tail: 'normal', cohort });
  const counted = await engine.calibrate({ far: normal.smallestFar, cohort });
  const thresholdOf = ({ identify }: Calibration) => identify.threshold;
  return {
    compared: [...(await seen(engine, members, false)), ...(await seen(engine, strangers, true))],
    thresholds: { counted: thresholdOf(counted), normal: thresholdOf(normal) },
    strangers: normal.strangers,
  };
}

/** The pictures with which people come to the door, but those in which no face is found. */
async function seen(engine: Engine, people: readonly Member[], isStranger: boolean): Promise<Compared[]> {
  const all: Compared[] = [];
  for (const { name, door } of people) {
    for (const { portrait } of door) {
      if (!portrait) continue;
      try {
        const { distance, candidates } = await engine.identify(likeness(portrait));
        all.push({ isFit: portrait.isFit, isStranger, isRight: candidates[0]!.identity === name, distance });
      } catch (error) {
        if (!(error instanceof KinfoldError && error.code === 'no-face')) throw error;
      }
    }
  }
  return all;
}
