import { readSafetensors, type Safetensors } from '../encoder/safetensors.js';
import { encoderSha256 } from '../engine/encoder-sum.js';
import type { Templates } from '../engine/templates.js';
import { KinfoldError } from '../errors.js';
import { galleryFromTensors } from '../gallery/snapshot.js';
import type { StorableEngine } from './types.js';

const TRIES = 4;

/** A save of an engine, and its templates. */
export interface EngineState {
  readonly saved: Safetensors;
  readonly templates: Templates;
}

/**
 * Both as they stood at one moment: an engine may change between two calls.
 * @throws KinfoldError `busy` if it does so again and again; what the engine throws.
 */
export async function stateOf(engine: StorableEngine): Promise<EngineState> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const templates = await engine.templates();
    const saved = readSafetensors(await engine.save());
    if (await belong(saved, templates)) return { saved, templates };
  }
  throw new KinfoldError('busy', 'store: the engine changes while it is being kept; call keep() once it is at rest');
}

async function belong(saved: Safetensors, { encoderSha256: sum, pictures, labels, identities }: Templates) {
  const entries = galleryFromTensors(saved).entries();
  const isSame = entries.every(
    ({ pictureId, identity }, row) => pictureId === pictures[row] && identity === identities[labels[row]!],
  );
  return isSame && entries.length === pictures.length && (await encoderSha256(saved)) === sum;
}
