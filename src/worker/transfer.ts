import type { Picture } from '../image/picture.js';

/*
 * What crosses between page and worker, and how:
 *
 *   VideoFrame                      handed over: it is closed for the caller, because a camera stops when its few frames are held
 *   ImageBitmap, ImageData, Pixels  copied: the caller keeps them
 *   ArrayBuffer, Uint8Array         copied: the caller keeps them; of a view only the bytes that it shows
 *   Blob                            shared: it cannot change
 *   embeddings, saved files         handed over from the worker to the page
 */

const isFrame = (value: unknown): value is VideoFrame =>
  typeof VideoFrame !== 'undefined' && value instanceof VideoFrame;

const isBitmap = (value: unknown): value is ImageBitmap =>
  typeof ImageBitmap !== 'undefined' && value instanceof ImageBitmap;

/** Calls `visit` for every argument and for every element of an argument that is a list. */
function visitEach(args: readonly unknown[], visit: (value: unknown) => void): void {
  for (const arg of args) {
    if (Array.isArray(arg)) arg.forEach(visit);
    else visit(arg);
  }
}

/** Structured cloning copies the whole buffer behind a view; a picture cut out of a large file takes only its own bytes along. */
function compact(value: unknown): unknown {
  return value instanceof Uint8Array && value.byteLength < value.buffer.byteLength ? value.slice() : value;
}

/** An argument as it is sent: itself, each element of a list, each value of a plain object. */
function packArgument(arg: unknown): unknown {
  if (Array.isArray(arg)) return arg.map(compact);
  if (typeof arg !== 'object' || arg === null || Object.getPrototypeOf(arg) !== Object.prototype) return compact(arg);
  return Object.fromEntries(Object.entries(arg).map(([key, value]) => [key, compact(value)]));
}

/** A call's arguments as they are sent. */
export function packArguments<Args extends readonly unknown[]>(args: Args): Args {
  return args.map(packArgument) as unknown as Args;
}

/** The parts of a call's arguments that are handed over. */
export function argumentTransfers(args: readonly unknown[]): VideoFrame[] {
  const frames = new Set<VideoFrame>();
  visitEach(args, (value) => isFrame(value) && frames.add(value));
  return [...frames];
}

/** Closes what a call was to hand over: if it was refused, nobody else will. Those that were handed over are closed already. */
export function closeFrames(args: readonly unknown[]): void {
  for (const frame of argumentTransfers(args)) frame.close();
}

/** Frees the pictures that came with a call and that only the receiving thread holds. */
export function closePictures(args: readonly unknown[]): void {
  visitEach(args, (value) => {
    if (isFrame(value as Picture) || isBitmap(value as Picture)) (value as VideoFrame | ImageBitmap).close();
  });
}

/** The parts of results that are handed over: buffers of typed arrays that fill their buffer. Others are copied. */
export function resultTransfers(...results: readonly unknown[]): Transferable[] {
  const buffers = new Set<ArrayBuffer>();
  visitEach(results, (value) => {
    if (!(value instanceof Float32Array || value instanceof Uint8Array)) return;
    if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) buffers.add(value.buffer);
  });
  return [...buffers];
}
