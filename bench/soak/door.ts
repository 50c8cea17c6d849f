import sharp from 'sharp';
import type { LoadedModel } from '../../src/backbone/load.js';
import type { Pixels } from '../../src/image/picture.js';
import type { SiteFiles } from '../../test/support/browser.js';
import type { SoakSetting, Visitor } from './visitor.js';

/** Everything that a soak's page is served: networks, and pictures of who comes. */
export interface SoakDoor {
  readonly setting: SoakSetting;
  readonly files: SiteFiles;
}

export interface DoorParts {
  readonly networks: Readonly<Record<'backbone' | 'detector' | 'landmarks' | 'liveness', LoadedModel>>;
  readonly threshold?: number;
  readonly visitors: readonly { readonly name: string | null; readonly pictures: readonly Pixels[] }[];
}

/** Puts networks and pictures into files, and says in a setting where they are. */
export async function doorOf({ networks, threshold, visitors }: DoorParts): Promise<SoakDoor> {
  const files: Record<string, string | Uint8Array> = { 'index.html': PAGE, 'favicon.ico': '' };
  const address = (task: keyof DoorParts['networks']): string => {
    const { card, bytes } = networks[task];
    files[`models/${task}.json`] = JSON.stringify({ ...card, source: `${task}.onnx` });
    files[`models/${task}.onnx`] = bytes;
    return `models/${task}.json`;
  };
  const shown: Visitor[] = [];
  for (const { name, pictures } of visitors) {
    const paths = pictures.map((_, at) => `pictures/${shown.length}-${at}.png`);
    for (const [at, path] of paths.entries()) files[path] = await png(pictures[at]!);
    shown.push({ name, pictures: paths });
  }
  return {
    files,
    setting: {
      backbone: address('backbone'),
      detector: address('detector'),
      landmarks: address('landmarks'),
      liveness: address('liveness'),
      ...(threshold !== undefined && { threshold }),
      visitors: shown,
    },
  };
}

const PAGE = '<!doctype html><html lang="en"><title>Soak</title><script type="module" src="/page.js"></script>';

const png = ({ width, height, data }: Pixels): Promise<Uint8Array> =>
  sharp(data, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
