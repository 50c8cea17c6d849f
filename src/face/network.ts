import type { Pixels } from '../image/picture.js';

/** The kinds of detectors whose outputs can be read. */
export type Decoder = 'ultraface' | 'blazeface' | 'yunet';

/** What the face front end needs of a network: a picture in, each output's numbers by its name. An opened `Model` is one. */
export interface FaceNetwork {
  /** Of a detector: how its outputs are read (default 'ultraface'), and the size of its input in pixels. */
  readonly card?: { readonly decoder?: Decoder; readonly input: { readonly width: number; readonly height: number } };
  run(pixels: Pixels): Promise<Record<string, Float32Array>>;
}
