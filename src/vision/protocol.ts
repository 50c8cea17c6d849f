import type { Observation } from '../face/observation.js';
import type { Envelope, Server } from '../worker/envelope.js';
import type { Frame, VisionInfo, VisionOptions } from './vision.js';

/** What the vision worker serves over Comlink. */
export interface VisionServer extends Server {
  /** Opens the pipeline, once. */
  open(options: VisionOptions): Promise<Envelope<undefined>>;
  info(): Promise<Envelope<VisionInfo>>;
  /** Looks at a frame, which is the worker's from now on. The page sends the next one after the answer. */
  look(frame: Frame, number: number, time: number): Promise<Envelope<Observation>>;
}
