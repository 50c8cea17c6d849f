import type { Engine } from 'kinfold';
import { byId, saveFile } from './dom.js';
import type { Status } from './status.js';

/** Section 6: the engine's file, down and up. */
export function wireKeep(engine: Engine, status: Status, onLoaded: () => Promise<void>): void {
  byId('save').addEventListener('click', () =>
    status.perform('Saving.', async () => {
      const file = await engine.save();
      saveFile('kinfold.safetensors', file as Uint8Array<ArrayBuffer>);
      return `Saved ${(file.length / 1024).toFixed(0)} KiB as kinfold.safetensors.`;
    }),
  );
  const input = byId<HTMLInputElement>('load');
  input.addEventListener('change', async () => {
    const file = input.files?.[0];
    if (!file) return;
    await status.perform(`Loading ${file.name}.`, async () => {
      await engine.load(new Uint8Array(await file.arrayBuffer()));
      await onLoaded();
      return `${file.name} was loaded: its gallery and weights are in use.`;
    });
    input.value = '';
  });
}
