import type { StoreOptions } from '../store/types.js';
import type { ConnectVisionOptions } from '../vision/client.js';
import type { ConnectOptions } from '../worker/client.js';
import type { KioskRules } from './kiosk.js';

/** What a kiosk is made of. */
export interface KioskOptions extends Partial<KioskRules> {
  /** The engine in its worker; it gets faces that are cut out already. */
  readonly engine: Omit<ConnectOptions, 'faces'>;
  /** The face pipeline in its worker. The backbone is the engine's, and `wasmPaths` too where it is left out. */
  readonly vision: Omit<ConnectVisionOptions, 'backbone'>;
  /** Where people are kept, sealed. */
  readonly store: StoreOptions;
}
