import { KinfoldError } from 'kinfold';
import { type Kiosk, type KioskOptions, openKiosk } from 'kinfold/face';

const MODELS = '../models/';

const options = {
  engine: { backbone: `${MODELS}fr_feature.json`, workerUrl: 'engine.worker.js', wasmPaths: '../ort/' },
  vision: {
    detector: `${MODELS}fr_detect.json`,
    landmarks: `${MODELS}fr_landmark.json`,
    workerUrl: 'vision.worker.js',
  },
  store: { name: 'kinfold-kiosk' },
} satisfies KioskOptions;

/** The store that the kiosk keeps people in. */
export const STORE = options.store.name;

/** Opens the kiosk; without WebGPU the encoder runs on the processor, slowly. */
export async function open(): Promise<Kiosk> {
  try {
    return await openKiosk(options);
  } catch (error) {
    if (!(error instanceof KinfoldError && error.code === 'adapter-missing')) throw error;
    return openKiosk({ ...options, engine: { ...options.engine, backend: 'cpu' } });
  }
}
