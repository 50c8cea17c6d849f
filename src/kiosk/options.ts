import type { LivenessCheck } from '../face/liveness/check.js';
import type { ConnectVisionOptions } from '../vision/client.js';
import type { ConnectOptions } from '../worker/client.js';

/** What a kiosk is made of. */
export interface KioskOptions {
  /** The engine in its worker; it gets faces that are cut out already. */
  readonly engine: Omit<ConnectOptions, 'faces'>;
  /** The face pipeline in its worker. The backbone is the engine's, and `wasmPaths` too where it is left out. */
  readonly vision: Omit<ConnectVisionOptions, 'backbone'>;
  /** Where people are kept, sealed. */
  readonly store: {
    /** Name of the database, so that two kiosks of one origin keep apart. */
    readonly name: string;
  };
  /** What has to find a face living before anybody is let in. Default: none. */
  readonly liveness?: readonly LivenessCheck[];
}
