import { KinfoldError } from '../errors.js';
import type { LivenessAction, LivenessCheck, LivenessSession } from '../face/liveness/check.js';
import { everyLiveness } from '../face/liveness/every.js';
import type { Observation } from '../face/observation.js';
import type { QualityFault } from '../face/quality.js';
import type { Pixels } from '../image/picture.js';
import type { Comparison } from './comparison.js';
import type { Guidance, RefusalReason } from './decision.js';
import { compared, type Evidence, interrupted, isContinued, isMissed, missed, noEvidence, proven } from './evidence.js';
import { type FrameStamp, isTimely, sightOf } from './frames.js';
import type { AccessPolicy } from './policy.js';
import { secureRandom } from './random.js';
import { type Refusal, refused } from './refusal.js';

/** What an attempt has come to with a frame. */
export type Outcome =
  | { readonly kind: 'looking'; readonly guidance: Guidance; readonly progress: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'proven'; readonly identity: string };

/** A frame that the liveness checks have seen; the engine has to say who it shows. */
export interface Question {
  readonly kind: 'question';
  readonly crop: Pixels;
  /** What makes the face unfit to recognise anybody by. */
  readonly fault: QualityFault | null;
}

/** What the frames of one attempt show, without asking anybody: `see` a frame, then `weigh` what the engine says of it. */
export class Examination {
  readonly #policy: AccessPolicy;
  /** Frames of before do not count. */
  readonly #start: number;
  /** Null: nothing is checked, which the policy has to allow. */
  readonly #check: LivenessCheck | null;
  #liveness: LivenessSession | null;
  /** What the person was asked to do last. */
  #action: LivenessAction | undefined;
  #hasAsked = false;
  #previous: FrameStamp | null = null;
  #evidence: Evidence = noEvidence;
  #comparisons = 0;
  #livenessProgress = 0;
  #hurdle: RefusalReason = 'no-face';

  constructor(checks: readonly LivenessCheck[], policy: AccessPolicy, start: number) {
    this.#policy = policy;
    this.#start = start;
    this.#check = checks.length > 0 ? everyLiveness(checks) : null;
    this.#liveness = this.#begin();
  }

  /** Why nobody would be authenticated if time were out now. */
  get hurdle(): RefusalReason {
    return this.#hurdle;
  }

  /** Whether the person was asked for anything but to look straight. */
  get hasAsked(): boolean {
    return this.#hasAsked;
  }

  /** @param now monotonic time. */
  see(observation: Observation, now: number): Outcome | Question {
    if (this.#policy.liveness && !this.#check) return refused({ reason: 'liveness-missing' });
    if (!isTimely(observation, this.#previous, now, this.#policy)) return refused({ reason: 'stale-frame' });
    this.#previous = { frame: observation.frame, time: observation.time };
    if (observation.time < this.#start) return this.#looking({ kind: 'wait' });
    const refusal = this.#follow(observation);
    if (refusal) return refused(refusal);
    const sight = sightOf(observation, this.#evidence.track !== null);
    if (sight.kind === 'unfit') return this.#waitFor('quality', { kind: 'quality', fault: sight.fault });
    if (sight.kind !== 'face') return this.#waitFor(sight.kind, { kind: sight.kind });
    const { crop, track } = sight.face;
    if (!crop) throw uncut(observation);
    const liveness = this.#liveness?.observe(observation, sight.face) ?? { state: 'live' };
    if (liveness.state === 'refused') {
      const reason = liveness.reason === 'unavailable' ? 'liveness-missing' : 'liveness';
      return refused({ reason, liveness: liveness.reason });
    }
    const isLive = liveness.state === 'live';
    this.#livenessProgress = isLive ? 1 : liveness.progress;
    this.#action = isLive ? undefined : liveness.action;
    this.#evidence = { ...this.#evidence, track: { number: track, time: observation.time }, isLive };
    return { kind: 'question', crop, fault: sight.fault };
  }

  weigh(comparison: Comparison, { fault }: Question): Outcome {
    const next = compared(this.#evidence, comparison, fault === null, this.#policy);
    if (typeof next === 'string') return refused({ reason: next });
    this.#evidence = next;
    this.#comparisons++;
    const identity = proven(next, this.#policy);
    if (identity !== null) return { kind: 'proven', identity };
    const missing = next.agreeing >= this.#policy.frames ? 'liveness-missing' : 'timeout';
    if (this.#action) return this.#ask(this.#action, missing);
    if (fault) return this.#waitFor('quality', { kind: 'quality', fault });
    return this.#waitFor(missing, { kind: 'hold-still' });
  }

  /** Begins anew where the face that was followed is not followed any more. */
  #follow({ faces, time }: Observation): Refusal | null {
    const [face, ...others] = faces;
    const isAlone = face !== undefined && others.length === 0;
    if (!this.#evidence.track || (isAlone && isContinued(this.#evidence, face.track, time, this.#policy))) return null;
    if (!face && isMissed(this.#evidence, time, this.#policy)) {
      this.#evidence = missed(this.#evidence);
      return null;
    }
    const next = interrupted(this.#evidence, this.#check !== null, this.#hasAsked);
    if ('reason' in next) return next;
    this.#evidence = next;
    this.#liveness = this.#begin();
    return null;
  }

  #begin(): LivenessSession | null {
    this.#action = undefined;
    return this.#check?.begin(secureRandom) ?? null;
  }

  #ask(action: LivenessAction, hurdle: RefusalReason): Outcome {
    this.#hasAsked ||= action !== 'look-straight';
    return this.#waitFor(hurdle, { kind: 'action', action });
  }

  #waitFor(hurdle: RefusalReason, guidance: Guidance): Outcome {
    this.#hurdle = hurdle;
    return this.#looking(guidance);
  }

  /** Progress is that of looking, not of recognising: it tells nobody whether they resemble somebody. */
  #looking(guidance: Guidance): Outcome {
    const progress = Math.min(1, this.#comparisons / this.#policy.frames, this.#livenessProgress);
    return { kind: 'looking', guidance, progress };
  }
}

function uncut({ frame }: FrameStamp): KinfoldError {
  return new KinfoldError(
    'argument-invalid',
    `access: the face in frame ${frame} has no crop; observe with a pipeline that aligns the largest face`,
  );
}
