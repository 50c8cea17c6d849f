// The engine worker with a window into its GPU: the page asks over a BroadcastChannel named by the worker's address.
import '../../src/worker/engine.worker.js';
import type { ProbeAnswer, ProbeQuestion } from './probe.js';

const { searchParams } = new URL(self.location.href);
const channel = new BroadcastChannel(searchParams.get('probe') ?? 'probe');

if (searchParams.get('gpu') === 'none') Object.defineProperty(navigator, 'gpu', { value: undefined });

const devices: GPUDevice[] = [];
const requestDevice = GPUAdapter.prototype.requestDevice;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  const device = await requestDevice.call(this, descriptor);
  devices.push(device);
  return device;
};

/** Bytes of every copy into a buffer that the processor can map: the only way out of a GPU. */
let readBacks: number[] = [];
const copy = GPUCommandEncoder.prototype.copyBufferToBuffer as (...args: unknown[]) => undefined;
GPUCommandEncoder.prototype.copyBufferToBuffer = function (this: GPUCommandEncoder, ...args: unknown[]) {
  // (source, destination, size?) or (source, offset, destination, offset, size?)
  const isShort = typeof args[1] === 'object';
  const destination = args[isShort ? 1 : 2] as GPUBuffer;
  const size = (args[isShort ? 2 : 4] ?? (args[0] as GPUBuffer).size) as number;
  if (destination.usage & GPUBufferUsage.MAP_READ) readBacks.push(size);
  return copy.apply(this, args);
} as GPUCommandEncoder['copyBufferToBuffer'];

channel.onmessage = ({ data }: MessageEvent<ProbeQuestion | ProbeAnswer>) => {
  if (!('ask' in data)) return;
  if (data.ask === 'destroy') devices.at(-1)!.destroy();
  if (data.ask === 'break') {
    setTimeout(() => {
      throw new Error('broken by the test');
    });
  }
  if (data.ask === 'violate') void fetch('https://elsewhere.invalid/').catch(() => {});
  channel.postMessage({ devices: devices.length, readBacks } satisfies ProbeAnswer);
  readBacks = [];
};
