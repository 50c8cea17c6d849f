import { byId } from './dom.js';

const REFUSALS: Record<string, string> = {
  NotAllowedError: 'The camera was refused; allow it for this page in the browser, or choose a picture instead.',
  NotFoundError: 'There is no camera on this device; choose a picture instead.',
  NotReadableError: 'The camera is in use by another program; close that, or choose a picture instead.',
};

/**
 * Asks for the camera and lets the user take one picture.
 * @returns the picture, or undefined if the dialog was closed without one.
 */
export async function openCamera(): Promise<Blob | undefined> {
  const stream = await askForCamera();
  const dialog = byId<HTMLDialogElement>('camera');
  const video = byId<HTMLVideoElement>('camera-video');
  try {
    video.srcObject = stream;
    dialog.showModal();
    await video.play();
    return await untilTaken(dialog, video);
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    dialog.close();
  }
}

async function askForCamera(): Promise<MediaStream> {
  // There is none in an insecure context.
  if (!navigator.mediaDevices)
    throw new Error('The browser gives no camera to this page; open it on localhost or over HTTPS.');
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' } });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    throw new Error(REFUSALS[name] ?? 'The camera could not be opened; choose a picture instead.', { cause: error });
  }
}

function untilTaken(dialog: HTMLDialogElement, video: HTMLVideoElement): Promise<Blob | undefined> {
  const ended = new AbortController();
  const { signal } = ended;
  return new Promise<Blob | undefined>((resolve) => {
    byId('camera-take').addEventListener('click', () => resolve(photograph(video)), { signal });
    byId('camera-close').addEventListener('click', () => resolve(undefined), { signal });
    dialog.addEventListener('close', () => resolve(undefined), { signal });
  }).finally(() => ended.abort());
}

function photograph(video: HTMLVideoElement): Promise<Blob> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext('2d')!.drawImage(video, 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
