import type { DecisionOptions, Identification, Probe, Verification } from './answers.js';
import { calibrateFor, checkPromise } from './calibrate.js';
import type { CalibrateOptions, Calibration } from './calibration.js';
import { decodeCohort } from './cohort.js';
import { compareCohort } from './comparisons.js';
import { type Core, picturesOf } from './core.js';
import type { Turn } from './gate.js';
import { describeMachine } from './machine.js';
import { enrolledName, identifyProbe, throwIfEmpty, verifyProbe } from './recognise.js';
import type { EngineInfo } from './types.js';

export function describe({ machine, decisions, standing, history }: Core): EngineInfo {
  const saved = decisions.saved(standing);
  return {
    ...describeMachine(machine),
    history,
    threshold: decisions.threshold,
    calibration: saved ? { ...saved.calibrated.calibration, isCurrent: saved.isCurrent } : null,
  };
}

export async function verify(
  core: Core,
  identity: string,
  probe: Probe,
  options: DecisionOptions,
): Promise<Verification> {
  const name = enrolledName('verify', core.gallery, identity);
  const rule = core.decisions.rule('verify', options, core.standing);
  const embedding = await core.probe('verify', probe, options);
  const answer = await verifyProbe(core.machine, core.gallery, name, embedding, rule.threshold);
  return rule.conclude(answer, answer.match, picturesOf(probe).length);
}

export async function identify(core: Core, probe: Probe, options: DecisionOptions): Promise<Identification> {
  throwIfEmpty('identify', core.gallery);
  const rule = core.decisions.rule('identify', options, core.standing);
  const embedding = await core.probe('identify', probe, options);
  const answer = await identifyProbe(core.machine, core.gallery, embedding, rule.threshold);
  return rule.conclude(answer, answer.identity !== null, picturesOf(probe).length);
}

export async function calibrate(core: Core, options: CalibrateOptions, turn: Turn): Promise<Calibration> {
  const { gallery, machine } = core;
  throwIfEmpty('calibrate', gallery);
  const cohort = await decodeCohort(options.cohort, core.owner, gallery.width);
  const { far, tail = 'counted' } = options;
  checkPromise(cohort.identities, { far, tail });
  const comparisons = await compareCohort(machine, core, cohort, options.signal);
  turn.check();
  const size = {
    strangerPictures: cohort.labels.length,
    identities: gallery.identities().length,
    pictures: gallery.size,
  };
  const calibrated = calibrateFor({ far, tail }, comparisons, size);
  core.decisions.take({ calibrated, isCurrent: true }, core.standing);
  return calibrated.calibration;
}
