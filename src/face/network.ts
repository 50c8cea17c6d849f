import type { Pixels } from '../image/picture.js';

/** What the face front end needs of a network: a picture in, each output's numbers by its name. An opened `Model` is one. */
export interface FaceNetwork {
  run(pixels: Pixels): Promise<Record<string, Float32Array>>;
}
