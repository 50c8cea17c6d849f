import { sha256 } from '../backbone/checksum.js';
import { KinfoldError, throwIfAborted } from '../errors.js';
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

/** Reads pictures in order. Throws `aborted` between two of them, `argument-invalid` for none. */
export async function readPictures(
  subject: string,
  pictures: readonly Picture[],
  decode: DecodePicture,
  crop: Crop,
  signal: AbortSignal | undefined,
): Promise<ReadPicture[]> {
  if (pictures.length === 0) {
    throw new KinfoldError('argument-invalid', `${subject}: got no pictures; pass at least one`);
  }
  const read: ReadPicture[] = [];
  for (const picture of pictures) {
    throwIfAborted(signal, subject);
    read.push(await readPicture(picture, decode, crop));
  }
  return read;
}

async function readPicture(picture: Picture, decode: DecodePicture, crop: Crop): Promise<ReadPicture> {
  const encoded = await encodedBytes(picture);
  const pixels = await decode(encoded ?? picture);
  const id = await sha256(
    encoded ?? new Uint8Array(pixels.data.buffer, pixels.data.byteOffset, pixels.data.byteLength),
  );
  return { id, pixels: await crop(pixels) };
}
