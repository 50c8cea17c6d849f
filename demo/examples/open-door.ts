import { type Kiosk, openKiosk, temporalLiveness } from 'kinfold/face';

/** The two examples share the models, onnxruntime's files and the workers; each has its people to itself. */
export const openDoor = (name: string): Promise<Kiosk> =>
  openKiosk({
    // Nothing is taught here, so the processor will do.
    engine: {
      backbone: '../../models/fr_feature.json',
      workerUrl: '../engine.worker.js',
      wasmPaths: '../../ort/',
      backend: 'cpu',
    },
    vision: {
      detector: '../../models/fr_detect.json',
      landmarks: '../../models/fr_landmark.json',
      workerUrl: '../vision.worker.js',
    },
    store: { name },
    liveness: [temporalLiveness()],
    // A real door is calibrated with pictures of strangers first: `kiosk.calibrate`.
    policy: { calibration: false },
  });
