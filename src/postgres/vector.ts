// pgvector's `vector` as it travels: in as text, out as `vector_send` writes it.

const HEADER = 4;

/** Nine digits tell each f32 from its neighbours. */
export function vectorToText(embedding: Float32Array): string {
  return `[${Array.from(embedding, (value) => value.toPrecision(9)).join()}]`;
}

/** Dimension and a zero as 16 bits each, then each number as 32 bits, all with the highest byte first. */
export function vectorToBytes(embedding: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER + embedding.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, embedding.length);
  embedding.forEach((value, i) => {
    view.setFloat32(HEADER + i * Float32Array.BYTES_PER_ELEMENT, value);
  });
  return bytes;
}

/** What {@link vectorToBytes} wrote; undefined unless it is a vector of `width`. */
export function vectorFromBytes(bytes: Uint8Array, width: number): Float32Array | undefined {
  const size = Float32Array.BYTES_PER_ELEMENT;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength !== HEADER + width * size || view.getUint16(0) !== width) return undefined;
  const embedding = new Float32Array(width);
  for (let i = 0; i < width; i++) embedding[i] = view.getFloat32(HEADER + i * size);
  return embedding;
}
