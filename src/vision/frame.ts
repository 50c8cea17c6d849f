import type { Frame } from './vision.js';

type Sized = { readonly width?: number; readonly height?: number };
type Displayed = { readonly displayWidth?: number; readonly displayHeight?: number };

/** The size at which a frame is seen, in pixels; of a closed frame, and of what is no frame, 0. */
export function sizeOfFrame(frame: Frame): { readonly width: number; readonly height: number } {
  const { displayWidth, displayHeight, width, height }: Displayed & Sized = frame ?? {};
  return { width: displayWidth ?? width ?? 0, height: displayHeight ?? height ?? 0 };
}

/** Closes what can be closed; also what is closed or was transferred already. */
export function closeFrame(frame: Frame): void {
  (frame as { close?: () => void } | undefined)?.close?.();
}

/** What of a frame is transferred to a worker. Pixels are copied. */
export function frameTransfers(frame: Frame): Transferable[] {
  return 'close' in frame ? [frame] : [];
}
