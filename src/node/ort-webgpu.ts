/**
 * Lets onnxruntime-web's webgpu provider run in Node on a device of Dawn (npm `webgpu`): it looks for `navigator.gpu` before it
 * takes the device that it is given, and writes from shared memory, which Dawn's binding refuses. Call it before the session is opened.
 */
export function prepareWebgpuProvider(gpu: GPU, device: GPUDevice): void {
  if (!globalThis.navigator?.gpu) {
    const navigator = globalThis.navigator ?? { userAgent: 'Node' };
    Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true, writable: true });
  }
  acceptSharedWrites(device.queue);
}

/** Makes `writeBuffer` accept data in shared memory, as the WebGPU specification allows: the bytes are copied once. */
function acceptSharedWrites(queue: GPUQueue): void {
  const write = queue.writeBuffer.bind(queue);
  const copying = (
    buffer: GPUBuffer,
    bufferOffset: number,
    data: AllowSharedBufferSource,
    dataOffset = 0,
    size?: number,
  ): void => {
    const isView = ArrayBuffer.isView(data);
    const memory = isView ? data.buffer : data;
    if (memory instanceof ArrayBuffer) {
      write(buffer, bufferOffset, data, dataOffset, size);
      return;
    }
    // Offset and size count elements of a typed array, bytes of anything else.
    const unit = isView && 'BYTES_PER_ELEMENT' in data ? (data.BYTES_PER_ELEMENT as number) : 1;
    const start = (isView ? data.byteOffset : 0) + dataOffset * unit;
    const copy = new Uint8Array(size === undefined ? data.byteLength - dataOffset * unit : size * unit);
    copy.set(new Uint8Array(memory, start, copy.length));
    write(buffer, bufferOffset, copy);
  };
  queue.writeBuffer = copying as GPUQueue['writeBuffer'];
}
