import type { Calibration } from '../../src/engine/calibration.js';
import type { Engine, PairHistograms, TeachReport } from '../../src/engine/types.js';
import { KinfoldError, throwIfAborted } from '../../src/errors.js';
import type { TeachOptions, TeachProgress } from '../../src/train/options.js';

const text = new TextEncoder();

/**
 * An engine without models: the gallery is a list of names, the weights one number that a teach raises by its steps.
 * `log` holds what was called. A method can be replaced to make it hang or fail.
 */
export function fakeEngine() {
  const log: unknown[][] = [];
  let gallery: string[] = [];
  let weight = 0;
  let calibrated: number | undefined;
  const histogram = { counts: [1, 2] } as unknown as PairHistograms['positive'];
  const engine: Engine = {
    info: async () => ({
      backend: 'cpu',
      adapter: 'fake',
      provider: 'wasm',
      trainable: 'head',
      backbone: 'fake',
      backboneSha256: '00',
      featureWidth: 4,
      embeddingWidth: 4,
      threshold: 1,
      calibration: null,
      history: { undo: 0, redo: 0 },
    }),
    embed: async (pictures, options) => {
      log.push(['embed', pictures, options]);
      return pictures.map((_, index) => Float32Array.of(index, 0, 0, 1));
    },
    enrol: async (identity, pictures, options) => {
      log.push(['enrol', identity, pictures, options]);
      throwIfAborted(options?.signal, 'enrol');
      gallery.push(identity);
      return { identity, added: pictures.length, pictures: pictures.length };
    },
    remove: async (identity) => {
      if (!gallery.includes(identity))
        throw new KinfoldError('identity-unknown', `remove: "${identity}" is not enrolled`);
      gallery = gallery.filter((name) => name !== identity);
    },
    identities: async () => gallery.map((identity) => ({ identity, pictures: 1 })),
    async *teach({
      steps = 3,
      signal,
      ...options
    }: TeachOptions = {}): AsyncGenerator<TeachProgress, TeachReport, void> {
      log.push(['teach', { steps, ...options }]);
      try {
        for (let step = 1; step <= steps; step++) {
          throwIfAborted(signal, 'teach');
          yield { step, steps, loss: 1 / step } as TeachProgress;
        }
        throwIfAborted(signal, 'teach');
        weight += steps;
        const histograms = await engine.histograms();
        const verdict = { kept: 'after', reason: 'it is a fake', judgement: null, events: [] } as const;
        const counts = { steps, identities: gallery.length, pictures: gallery.length };
        return { ...counts, ...verdict, before: histograms, after: histograms };
      } finally {
        log.push(['teach ended']);
      }
    },
    verify: async (identity, picture, options) => {
      log.push(['verify', identity, picture, options]);
      return { identity, match: true, distance: 0.5, threshold: options?.threshold ?? 1 };
    },
    identify: async (picture, options) => {
      log.push(['identify', picture, options]);
      return { identity: null, distance: 2, threshold: options?.threshold ?? 1, candidates: [] };
    },
    calibrate: async (options) => {
      log.push(['calibrate', options]);
      throwIfAborted(options.signal, 'calibrate');
      calibrated = options.far;
      return { far: options.far, tail: options.tail ?? 'counted' } as Calibration;
    },
    checkDrift: async () => ({
      drifted: false,
      decisions: 'identified',
      count: calibrated ?? 0,
      statistic: 0,
      pValue: 1,
    }),
    tell: async (correction, { onProgress, signal, ...options } = {}) => {
      log.push(['tell', correction, options]);
      const teaching = engine.teach({ ...options, ...(signal && { signal }) });
      let next = await teaching.next();
      for (; !next.done; next = await teaching.next()) await onProgress?.(next.value);
      const others = { pairs: 0, distance: null, confused: [], resolved: [], stillConfused: [] };
      return { ...next.value, distance: { before: 0.1, after: 1 }, others };
    },
    undo: async () => {
      log.push(['undo']);
      weight--;
    },
    redo: async () => {
      log.push(['redo']);
      weight++;
    },
    histograms: async () => ({ positive: histogram, negative: histogram }),
    templates: async () => ({
      embeddings: Float32Array.from({ length: gallery.length * 4 }, (_, i) => (i % 4 === 0 ? 1 : 0)),
      width: 4,
      pictures: gallery.map((_, place) => String(place).padStart(64, '0')),
      labels: Uint32Array.from(gallery.keys()),
      identities: gallery,
      backboneSha256: '00',
      encoderSha256: String(weight),
    }),
    save: async () => text.encode(JSON.stringify({ gallery, weight, calibrated })),
    exportOnnx: async () => text.encode('onnx'),
    exportDelta: async () => text.encode(String(weight)),
    applyDelta: async (file) => {
      weight = Number(new TextDecoder().decode(file));
    },
    load: async (file) => {
      ({ gallery, weight, calibrated } = JSON.parse(new TextDecoder().decode(file)));
    },
    restart: async () => {
      log.push(['restart']);
    },
    close: async () => {
      log.push(['close']);
    },
  };
  return { engine, log };
}
