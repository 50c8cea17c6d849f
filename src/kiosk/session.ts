import type { Observation } from '../face/observation.js';

/** Something that looks at one frame after the other until it knows: an unlock attempt, an enrolment. */
export interface Session<State> {
  /** Looks at the next observation, in the order of capture. One call at a time. */
  observe(observation: Observation): Promise<State>;
}
