import { openCamera } from './camera.js';
import { create } from './dom.js';
import type { Status } from './status.js';

/** Fills `root` with the three ways to give a picture: drop it, choose it, or take it with the camera. */
export function pictureInput(
  root: HTMLElement,
  label: string,
  status: Status,
  onPictures: (pictures: Blob[]) => void,
): void {
  const input = create('input', { type: 'file', accept: 'image/*', multiple: true, id: `${root.id}-files` });
  const choose = create('label', { className: 'button', htmlFor: input.id }, label, input);
  const camera = create('button', { type: 'button' }, 'Camera');
  root.append(create('p', {}, 'Drop pictures here'), create('div', { className: 'row' }, choose, camera));

  const give = (files: Iterable<Blob>) => {
    const pictures = [...files];
    if (pictures.length > 0) onPictures(pictures);
  };
  input.addEventListener('change', () => {
    give(input.files ?? []);
    // The same file may be chosen again.
    input.value = '';
  });
  camera.addEventListener('click', async () => {
    try {
      const picture = await openCamera();
      if (picture) give([picture]);
    } catch (error) {
      status.fail(error);
    }
  });
  root.addEventListener('dragover', (event) => {
    event.preventDefault();
    root.toggleAttribute('data-over', true);
  });
  root.addEventListener('dragleave', () => root.toggleAttribute('data-over', false));
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    root.toggleAttribute('data-over', false);
    give(event.dataTransfer?.files ?? []);
  });
}
