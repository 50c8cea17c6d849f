import type { EngineOptions } from '../engine/options.js';
import type { Engine, TeachReport } from '../engine/types.js';
import { KinfoldError } from '../errors.js';
import type { TeachProgress } from '../train/options.js';
import { answer, type Endpoint, serve } from './envelope.js';
import { type CallArguments, type CallName, type EngineServer, stateChanges, type TeachStep } from './protocol.js';
import { Saves } from './saves.js';
import { closePictures } from './transfer.js';

type Calls = {
  readonly [Name in CallName]: (
    engine: Engine,
    signal: AbortSignal,
    ...args: CallArguments<Name>
  ) => ReturnType<Engine[Name]>;
};

const calls: Calls = {
  info: (engine) => engine.info(),
  embed: (engine, signal, pictures, options) => engine.embed(pictures, { ...options, signal }),
  enrol: (engine, signal, identity, pictures, options) => engine.enrol(identity, pictures, { ...options, signal }),
  remove: (engine, _signal, identity) => engine.remove(identity),
  identities: (engine) => engine.identities(),
  verify: (engine, signal, identity, picture, options) => engine.verify(identity, picture, { ...options, signal }),
  identify: (engine, signal, picture, options) => engine.identify(picture, { ...options, signal }),
  calibrate: (engine, signal, options) => engine.calibrate({ ...options, signal }),
  checkDrift: (engine) => engine.checkDrift(),
  histograms: (engine) => engine.histograms(),
  templates: (engine) => engine.templates(),
  save: (engine) => engine.save(),
  exportOnnx: (engine) => engine.exportOnnx(),
  exportDelta: (engine) => engine.exportDelta(),
  applyDelta: (engine, _signal, file) => engine.applyDelta(file),
  undo: (engine) => engine.undo(),
  redo: (engine) => engine.redo(),
  load: (engine, _signal, file) => engine.load(file),
};

/**
 * Serves an engine to another thread.
 * @param create makes the engine when the other thread opens it.
 * @param endpoint where the messages come in. Default: this worker's own.
 */
export function serveEngine(create: (options: EngineOptions) => Promise<Engine>, endpoint?: Endpoint): void {
  let opened: Engine | undefined;
  const controllers = new Map<number, AbortController>();
  const teachings = new Map<number, AsyncGenerator<TeachProgress, TeachReport, void>>();

  const engine = (): Engine => {
    if (opened) return opened;
    throw new KinfoldError('closed', 'engine worker: no engine is open; call open first');
  };
  const control = (id: number): AbortSignal => {
    const controller = new AbortController();
    controllers.set(id, controller);
    return controller.signal;
  };
  const endTeach = (id: number): void => {
    teachings.delete(id);
    controllers.delete(id);
  };
  const saves = new Saves();
  const saveState = (): Promise<Uint8Array> => saves.next(engine());

  const methods: Omit<EngineServer, 'hold'> = {
    open: (options) =>
      answer(async () => {
        opened = await create(options);
        return { value: undefined };
      }),

    call: (id, name, args) =>
      answer(async () => {
        try {
          const value = await calls[name](engine(), control(id), ...args);
          return stateChanges.has(name) ? { value, state: await saveState() } : { value };
        } finally {
          controllers.delete(id);
          closePictures(args);
        }
      }),

    tell: (id, correction, options, onProgress) =>
      answer(async () => {
        try {
          const signal = control(id);
          const value = await engine().tell(correction, { ...options, signal, onProgress });
          return { value, state: await saveState() };
        } finally {
          controllers.delete(id);
          closePictures(Object.values(correction));
        }
      }),

    teachStart: (id, options) =>
      answer(async () => {
        teachings.set(id, engine().teach({ ...options, signal: control(id) }));
        return { value: undefined };
      }),

    teachNext: (id) =>
      answer<TeachStep>(async () => {
        const teaching = teachings.get(id);
        if (!teaching) throw new KinfoldError('closed', 'teach: this teach has ended; call teach() again');
        try {
          const value = await teaching.next();
          if (!value.done) return { value };
          const state = await saveState();
          endTeach(id);
          return { value, state };
        } catch (error) {
          endTeach(id);
          throw error;
        }
      }),

    teachStop: (id) =>
      answer(async () => {
        const teaching = teachings.get(id);
        endTeach(id);
        // An async generator can return only what it declares; a stopped one has no report and nobody reads it.
        await teaching?.return(undefined as unknown as TeachReport);
        return { value: undefined };
      }),

    abort: (id) =>
      answer(async () => {
        controllers.get(id)?.abort();
        return { value: undefined };
      }),

    restart: () =>
      answer(async () => {
        const restarting = engine().restart();
        saves.repeat();
        await restarting;
        return { value: undefined };
      }),
  };

  serve<EngineServer>(methods, endpoint);
}
