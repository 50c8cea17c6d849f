/** What the first bytes of an encoded picture say: its format and, where the header states them early, its sides in pixels. */
export interface PictureFormat {
  readonly name: 'jpeg' | 'png' | 'gif' | 'webp' | 'bmp' | 'avif' | 'pnm';
  readonly width?: number;
  readonly height?: number;
}

/**
 * Recognises a picture by its content, never by a name. Reads headers only, so a picture of absurd size
 * can be refused before a decoder allocates for it. `undefined` for anything else.
 */
export function sniffPicture(bytes: Uint8Array): PictureFormat | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from: number, length: number) => String.fromCharCode(...bytes.subarray(from, from + length));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { name: 'jpeg', ...jpegSize(view) };
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') {
    return bytes.length < 24 ? { name: 'png' } : { name: 'png', width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (/^GIF8[79]a/.test(text(0, 6))) {
    if (bytes.length < 10) return { name: 'gif' };
    return { name: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
  }
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return { name: 'webp', ...webpSize(view, text(12, 4)) };
  if (text(0, 2) === 'BM' && bytes.length >= 26 && view.getUint32(14, true) >= 40) {
    return { name: 'bmp', width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
  }
  if (text(4, 4) === 'ftyp' && /^avi[fs]/.test(text(8, 4))) return { name: 'avif' };
  if (/^P[1-6][\s#]/.test(text(0, 3))) return { name: 'pnm' };
  return undefined;
}

type Size = { width: number; height: number };

/** Walks the JPEG segments to the start of frame (ITU-T T.81, B.2.2). */
function jpegSize(view: DataView): Size | undefined {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    if (marker === 0xd9 || marker === 0xda) return undefined;
    const hasNoLength = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    at += 2 + (hasNoLength ? 0 : view.getUint16(at + 2));
  }
  return undefined;
}

/** The three bitstreams of WebP (RFC 9649): simple lossy, simple lossless, extended. */
function webpSize(view: DataView, chunk: string): Size | undefined {
  if (view.byteLength < 30) return undefined;
  if (chunk === 'VP8 ') return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (chunk === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  if (chunk === 'VP8X') {
    const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    return { width: uint24(24) + 1, height: uint24(27) + 1 };
  }
  return undefined;
}
