import { sha256 } from '../backbone/checksum.js';
import { KinfoldError, throwIfAborted } from '../errors.js';
import { type DecodePicture, encodedBytes, type Picture, type Pixels } from '../image/picture.js';

/** Takes the face out of a picture. */
export type Crop = (pixels: Pixels) => Promise<Pixels>;

/** A picture ready for the backbone. */
export interface ReadPicture {
  /** SHA-256 of the encoded file, or of size and pixels of a picture that came decoded. */
  readonly id: string;
  /** The aligned face, or the whole picture where the engine has no face finder. */
  readonly pixels: Pixels;
}

/**
 * Reads pictures one by one, so that only one is decoded at a time.
 * @throws KinfoldError `argument-invalid` for none, `aborted` before any of them, and what decoding and finding a face throw.
 */
export async function* readPictures(
  subject: string,
  pictures: readonly Picture[],
  decode: DecodePicture,
  crop: Crop,
  signal: AbortSignal | undefined,
): AsyncGenerator<ReadPicture, void, void> {
  if (pictures.length === 0) {
    throw new KinfoldError('argument-invalid', `${subject}: got no pictures; pass at least one`);
  }
  for (const picture of pictures) {
    throwIfAborted(signal, subject);
    const encoded = await encodedBytes(picture);
    const pixels = await decode(encoded ?? picture);
    yield { id: await sha256(encoded ?? contentOf(pixels)), pixels: await crop(pixels) };
  }
  throwIfAborted(signal, subject);
}

function contentOf({ width, height, data }: Pixels): Uint8Array {
  const content = new Uint8Array(8 + data.length);
  new Uint32Array(content.buffer, 0, 2).set([width, height]);
  content.set(data, 8);
  return content;
}
