const SPACE = 0x20;

/** A text as UTF-8, filled up with spaces to a multiple of `block` bytes: the length of what is sealed would tell that of a name. */
export function padded(text: string, block: number): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const filled = new Uint8Array(Math.ceil(bytes.length / block) * block).fill(SPACE);
  filled.set(bytes);
  return filled;
}
