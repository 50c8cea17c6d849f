import type { Observation } from '../face/observation.js';
import type { Pixels } from '../image/picture.js';
import { Collector, type CollectorEngine } from './collector.js';
import type { EnrolmentGuidance } from './enrolment.js';
import type { Session } from './session.js';

/** Where a search for one good picture stands. `complete` is final. */
export type PictureState =
  | { readonly state: 'collecting'; readonly guidance: EnrolmentGuidance }
  | { readonly state: 'complete'; readonly picture: Pixels };

/** One good picture of whoever stands before the camera. */
export function takePicture(engine: CollectorEngine): Session<PictureState> {
  const collector = new Collector(engine, 1);
  return {
    async observe(observation: Observation) {
      const guidance = await collector.look(observation);
      const [picture] = collector.pictures;
      return picture ? { state: 'complete', picture } : { state: 'collecting', guidance };
    },
  };
}
