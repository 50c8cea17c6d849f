import { checkSum, contentSha256, SUM } from '../encoder/content-sum.js';
import type { Parameters } from '../encoder/parameters.js';
import { readSafetensors, writeSafetensors } from '../encoder/safetensors.js';
import { KinfoldError } from '../errors.js';
import type { Gallery } from '../gallery/gallery.js';
import { galleryFromTensors, galleryToTensors } from '../gallery/snapshot.js';
import type { Told } from '../gallery/told.js';
import { toldFromTensors, toldToTensors } from '../gallery/told-file.js';
import { calibrationFromTensors, calibrationToTensors } from './calibration-file.js';
import { checkOwner, encoderToTensors, type Owner, weightsOf } from './content.js';
import type { SavedCalibration } from './decisions.js';
import { strangersToTensors, type TaughtWeights, takeStrangers } from './taught-strangers.js';

const FORMAT = 'kinfold';

/** What an engine is, apart from the machine that it runs on. The weights are one flat vector in the layout of the encoder's parameters. */
export interface State extends TaughtWeights {
  readonly gallery: Gallery;
  readonly calibration: SavedCalibration | undefined;
  readonly told: Told;
}

/** Weights (a tensor a parameter), gallery, calibration and what was told as one safetensors file. */
export async function encodeState(
  owner: Owner,
  { weights, gallery, calibration, told, strangers }: State,
  parameters: Parameters,
): Promise<Uint8Array> {
  const { tensors, metadata } = galleryToTensors(gallery);
  const calibrated = calibrationToTensors(calibration);
  const said = toldToTensors(told);
  const encoder = encoderToTensors(owner, weights, parameters);
  const taught = strangersToTensors(strangers);
  const all = new Map([...tensors, ...calibrated.tensors, ...said.tensors, ...taught, ...encoder.tensors]);
  const described = new Map([
    ...metadata,
    ...calibrated.metadata,
    ...said.metadata,
    ['format', FORMAT],
    ...encoder.metadata,
  ]);
  described.set(SUM, await contentSha256({ tensors: all, metadata: described }));
  return writeSafetensors(all, described);
}

/**
 * Reads a saved file for an engine with this backbone and encoder.
 * @throws KinfoldError `save-truncated`, `save-invalid`, `checksum-mismatch`; `save-mismatch` for a file of another backbone, or of an
 * encoder that is divided in another way.
 */
export async function decodeState(file: Uint8Array, owner: Owner, parameters: Parameters): Promise<State> {
  const saved = readSafetensors(file);
  if (saved.metadata.get('format') !== FORMAT) {
    throw new KinfoldError(
      'save-invalid',
      'load: this safetensors file was not saved by kinfold; pass a file from save()',
    );
  }
  checkOwner('load', saved, owner, parameters.graph);
  await checkSum('load', saved);
  const weights = new Float32Array(parameters.layout.length);
  for (const { name, shape } of parameters.graph.parameters) {
    const tensor = saved.tensors.get(`encoder.${name}`);
    weights.set(weightsOf('load', name, shape, tensor), parameters.layout.offsets.get(name)!.offset);
  }
  const gallery = galleryFromTensors(saved);
  if (gallery.width !== parameters.graph.inputWidth) {
    throw new KinfoldError(
      'save-invalid',
      `load: the features are ${gallery.width} wide, but the backbone makes ${parameters.graph.inputWidth}; the file is damaged`,
    );
  }
  return {
    weights,
    gallery,
    calibration: calibrationFromTensors(saved),
    told: toldFromTensors(saved, gallery),
    strangers: takeStrangers('load', saved).taught,
  };
}
