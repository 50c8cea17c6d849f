import { KinfoldError } from '../errors.js';
import { type ModelCard, parseCard } from './card.js';

/** A model ready to be opened: its card and the bytes of its ONNX file. */
export interface LoadedModel {
  readonly card: ModelCard;
  readonly bytes: Uint8Array;
}

/** Reads the bytes at an address. */
export type ReadBytes = (address: string) => Promise<Uint8Array>;

/**
 * Loads a card and then the file that it names, relative to the card.
 *
 * @param address of the card's JSON.
 * @param resolve turns the card's `source` into an address.
 * @throws KinfoldError `model-missing` if either cannot be read, `argument-invalid` if the card makes no sense.
 */
export async function loadModel(
  address: string,
  read: ReadBytes,
  resolve: (source: string, card: string) => string,
): Promise<LoadedModel> {
  const card = await loadCard(address, read);
  return { card, bytes: await read(resolve(card.source, address)) };
}

/** Loads a card alone. @throws KinfoldError `model-missing` if it cannot be read, `argument-invalid` if it makes no sense. */
export async function loadCard(address: string, read: ReadBytes): Promise<ModelCard> {
  const text = new TextDecoder().decode(await read(address));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new KinfoldError(
      'argument-invalid',
      `model card ${address}: is not JSON; pass the address of a card, not of the model`,
      { cause },
    );
  }
  return parseCard(json);
}

/** Reads over HTTP. Throws `model-missing` with the status or the network's error. */
export async function fetchBytes(url: string): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new KinfoldError('model-missing', `${url}: could not be fetched; check the address and the network`, {
      cause,
    });
  }
  if (!response.ok) {
    throw new KinfoldError(
      'model-missing',
      `${url}: the server answered ${response.status}; check that the file is served`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}
