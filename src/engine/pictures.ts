import { sha256 } from '../backbone/checksum.js';
import { type DecodePicture, encodedBytes, type Picture, type Pixels } from '../image/picture.js';

/** A picture ready for the backbone. */
export interface ReadPicture {
  /** SHA-256 of the encoded file, or of the pixels of a picture that came decoded. */
  readonly id: string;
  /** The aligned face, or the whole picture where the engine has no face finder. */
  readonly pixels: Pixels;
}

/** Takes the face out of a picture. */
export type Crop = (pixels: Pixels) => Promise<Pixels>;

export async function readPicture(picture: Picture, decode: DecodePicture, crop: Crop): Promise<ReadPicture> {
  const encoded = await encodedBytes(picture);
  const pixels = await decode(encoded ?? picture);
  const id = await sha256(
    encoded ?? new Uint8Array(pixels.data.buffer, pixels.data.byteOffset, pixels.data.byteLength),
  );
  return { id, pixels: await crop(pixels) };
}
