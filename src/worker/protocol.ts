import type { EngineOptions } from '../engine/options.js';
import type { Correction, TellOptions, TellReport } from '../engine/telling.js';
import type { Engine, TeachReport } from '../engine/types.js';
import type { TeachOptions, TeachProgress } from '../train/options.js';
import type { Envelope, Server } from './envelope.js';

/** The methods of {@link Engine} that cross as one message and one answer. */
export type CallName =
  | 'info'
  | 'embed'
  | 'enrol'
  | 'remove'
  | 'identities'
  | 'verify'
  | 'identify'
  | 'calibrate'
  | 'checkDrift'
  | 'histograms'
  | 'templates'
  | 'save'
  | 'exportOnnx'
  | 'exportDelta'
  | 'applyDelta'
  | 'undo'
  | 'redo'
  | 'load';

export type CallArguments<Name extends CallName> = Parameters<Engine[Name]>;
export type CallResult<Name extends CallName> = Awaited<ReturnType<Engine[Name]>>;

/** The calls that change gallery, weights, corrections or calibration. Their answers carry the state after the change. */
export const stateChanges: ReadonlySet<CallName> = new Set<CallName>([
  'enrol',
  'remove',
  'calibrate',
  'applyDelta',
  'undo',
  'redo',
  'load',
]);

export type TeachStep = IteratorResult<TeachProgress, TeachReport>;

/** Options as they cross: an `AbortSignal` cannot, so a call carries an id and {@link EngineServer.abort} names it. */
export type TeachWireOptions = Omit<TeachOptions, 'signal'>;
export type TellWireOptions = Omit<TellOptions, 'signal' | 'onProgress'>;

/** What the worker serves over Comlink. `id` is chosen by the page, once for every call. */
export interface EngineServer extends Server {
  open(options: EngineOptions): Promise<Envelope<undefined>>;
  call<Name extends CallName>(id: number, name: Name, args: CallArguments<Name>): Promise<Envelope<CallResult<Name>>>;
  /** `onProgress` is a proxy of a function of the page, which the worker waits for. */
  tell(
    id: number,
    correction: Correction,
    options: TellWireOptions,
    onProgress: (progress: TeachProgress) => Promise<void>,
  ): Promise<Envelope<TellReport>>;
  teachStart(id: number, options: TeachWireOptions): Promise<Envelope<undefined>>;
  /** The next progress, or the report; `state` comes with the report. */
  teachNext(id: number): Promise<Envelope<TeachStep>>;
  /** Ends a teach early; does nothing if it has ended. */
  teachStop(id: number): Promise<Envelope<undefined>>;
  /** Aborts the call or the teach of that id; does nothing if it has ended. */
  abort(id: number): Promise<Envelope<undefined>>;
  /** The engine's own restart, after a lost device. */
  restart(): Promise<Envelope<undefined>>;
}
