// Imported before anything else in the page and in either worker of a soak: counts what a thread holds and only it can give back.

/** What a thread holds at one moment. */
export interface Holdings {
  /** GPU buffers that were made and not destroyed, and their bytes. One that is only forgotten counts. */
  readonly buffers: number;
  readonly bufferBytes: number;
  readonly textures: number;
  /** Video frames that this thread made or was sent, and neither closed nor sent on. */
  readonly openFrames: number;
  /** Bytes of its WebAssembly memories. */
  readonly wasmBytes: number;
}

const buffers = new Set<GPUBuffer>();
const textures = new Set<GPUTexture>();
const memories: WebAssembly.Memory[] = [];
const frames = new Set<VideoFrame>();

/** Has a method also do something with its result or with its object. */
function tap<Owner extends object, Name extends keyof Owner>(
  owner: Owner | undefined,
  name: Name,
  also: (self: Owner, result: unknown) => void,
): void {
  if (!owner) return;
  const method = owner[name] as (...args: unknown[]) => unknown;
  owner[name] = function (this: Owner, ...args: unknown[]) {
    const result = method.apply(this, args);
    also(this, result);
    return result;
  } as Owner[Name];
}

tap(globalThis.GPUDevice?.prototype, 'createBuffer', (_, buffer) => buffers.add(buffer as GPUBuffer));
tap(globalThis.GPUBuffer?.prototype, 'destroy', (buffer) => buffers.delete(buffer));
tap(globalThis.GPUDevice?.prototype, 'createTexture', (_, texture) => textures.add(texture as GPUTexture));
tap(globalThis.GPUTexture?.prototype, 'destroy', (texture) => textures.delete(texture));

WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
  construct(Memory, args: [WebAssembly.MemoryDescriptor]) {
    const memory = new Memory(...args);
    memories.push(memory);
    return memory;
  },
});

/** A frame that was closed or sent on has no format any more. */
function forgetClosed(): void {
  for (const frame of frames) if (frame.format === null) frames.delete(frame);
}

/** Has a frame counted until it is closed or sent on. */
export function countFrame(frame: VideoFrame): VideoFrame {
  forgetClosed();
  frames.add(frame);
  return frame;
}

/** Counts the frames in a message, which this thread owns from now on. */
export function countFramesIn(message: unknown, depth = 0): void {
  if (message instanceof VideoFrame) countFrame(message);
  else if (typeof message === 'object' && message !== null && depth < 4 && !ArrayBuffer.isView(message)) {
    for (const value of Object.values(message)) countFramesIn(value, depth + 1);
  }
}

export function holdings(): Holdings {
  forgetClosed();
  return {
    buffers: buffers.size,
    bufferBytes: [...buffers].reduce((sum, { size }) => sum + size, 0),
    textures: textures.size,
    openFrames: frames.size,
    wasmBytes: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
  };
}
