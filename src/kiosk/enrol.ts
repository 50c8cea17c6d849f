import { secureRandom } from '../access/random.js';
import type { Engine } from '../engine/types.js';
import { KinfoldError } from '../errors.js';
import type { LivenessCheck, LivenessSession, LivenessState } from '../face/liveness/check.js';
import { everyLiveness } from '../face/liveness/every.js';
import type { Observation } from '../face/observation.js';
import type { Pixels } from '../image/picture.js';
import { Collector } from './collector.js';
import type { EnrolmentGuidance, EnrolmentReport, EnrolmentSession, EnrolmentState } from './enrolment.js';
import { currentThreshold } from './threshold.js';

/** What an enrolment needs. */
export interface EnrolParts {
  readonly engine: Pick<Engine, 'embed' | 'info' | 'identify' | 'identities'>;
  readonly pictures: number;
  readonly liveness: readonly LivenessCheck[];
  /** Puts pictures into gallery and store: both or neither. */
  readonly keep: (identity: string, pictures: readonly Pixels[]) => Promise<EnrolmentReport>;
}

/** Collects pictures, and on the side has every frame judged by the liveness checks. */
export class Enrolling implements EnrolmentSession {
  readonly identity: string;
  readonly #parts: EnrolParts;
  readonly #collector: Collector;
  readonly #liveness: LivenessSession | undefined;
  #living: LivenessState;
  #ended: EnrolmentState | undefined;
  #isOver = false;

  constructor(identity: string, parts: EnrolParts) {
    this.identity = identity;
    this.#parts = parts;
    this.#collector = new Collector(parts.engine, parts.pictures);
    const hasChecks = parts.liveness.length > 0;
    this.#liveness = hasChecks ? everyLiveness(parts.liveness).begin(secureRandom) : undefined;
    this.#living = hasChecks ? { state: 'undecided', progress: 0 } : { state: 'live' };
  }

  get pictures(): readonly Pixels[] {
    return this.#collector.pictures;
  }

  async observe(observation: Observation): Promise<EnrolmentState> {
    if (this.#isOver) throw over(this.identity);
    if (this.#ended) return this.#ended;
    const guidance = await this.#collector.look(observation);
    const [face, second] = observation.faces;
    if (face && !second && this.#liveness) this.#living = this.#liveness.observe(observation, face);
    if (this.#living.state === 'refused') {
      this.#ended = { state: 'refused', reason: this.#living.reason };
    } else if (this.#collector.isComplete && this.#living.state === 'live') {
      this.#ended = { state: 'complete', taken: this.pictures.length, resembles: await this.#resembles() };
    }
    return this.#ended ?? this.#collecting(guidance);
  }

  async finish(identity: string = this.identity): Promise<EnrolmentReport> {
    if (this.#isOver) throw over(this.identity);
    if (this.#ended?.state !== 'complete') {
      throw new KinfoldError(
        'argument-invalid',
        `enrol: finish was called with ${this.pictures.length} of ${this.#parts.pictures} pictures; observe frames until the state is "complete"`,
      );
    }
    // Whoever cancels meanwhile takes nothing away from what is being kept.
    const report = await this.#parts.keep(identity, [...this.pictures]);
    this.cancel();
    return report;
  }

  cancel(): void {
    this.#isOver = true;
    this.#collector.pictures.length = 0;
  }

  #collecting(guidance: EnrolmentGuidance): EnrolmentState {
    const taken = this.pictures.length;
    const wanted = this.#parts.pictures;
    const living = this.#living.state === 'undecided' ? this.#living : undefined;
    const share = taken / wanted;
    const progress = this.#liveness ? (share + (living?.progress ?? 1)) / 2 : share;
    // What a check asks for comes first: a pose can wait.
    const action = isAble(guidance) ? living?.action : undefined;
    const asked = action ? ({ kind: 'action', action } as const) : guidance;
    return { state: 'collecting', guidance: asked, taken, wanted, progress };
  }

  async #resembles(): Promise<string | null> {
    const { engine } = this.#parts;
    if ((await engine.identities()).length === 0) return null;
    const threshold = currentThreshold(await engine.info());
    const { identity } = await engine.identify(this.pictures, { threshold });
    return identity === this.identity ? null : identity;
  }
}

/** Whether the person can do what a check asks for. To turn and to close the eyes may be the very thing. */
function isAble(guidance: EnrolmentGuidance): boolean {
  if (guidance.kind === 'quality') return ['turned', 'tilted', 'eyes-closed'].includes(guidance.fault);
  return guidance.kind === 'pose' || guidance.kind === 'hold-still';
}

function over(identity: string): KinfoldError {
  return new KinfoldError('closed', `enrol: the enrolment of "${identity}" is over; begin another`);
}
