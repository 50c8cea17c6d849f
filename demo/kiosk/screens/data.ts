import { codeOf } from '../problem.js';
import { counted, fill, text } from '../text.js';
import { confirm } from '../ui/confirm.js';
import { button, create, field, form, paragraph, saveFile, submit } from '../ui/elements.js';
import { type ShowScreen, screen } from '../ui/screen.js';

const t = text.data;
const SHORTEST = 12;

/** Everything out, everything in, everything gone. */
export const data: ShowScreen = (app, signal) => {
  const secret = () => ({ type: 'password', autocomplete: 'new-password' }) as const;

  const passphrase = field(t.passphrase, t.passphraseHint, secret());
  const repeat = field(t.repeat, '', secret());
  /** Undefined if the passphrase will not do. */
  const backup = async () => {
    passphrase.complain('');
    repeat.complain('');
    if (passphrase.input.value.length < SHORTEST) return void passphrase.complain(t.short);
    if (repeat.input.value !== passphrase.input.value) return void repeat.complain(t.differs);
    return app.kiosk.exportBackup(passphrase.input.value);
  };
  const take = () =>
    app.perform(element, backup, async (bytes) => {
      if (!bytes) return;
      saveFile(t.fileName, bytes as Uint8Array<ArrayBuffer>);
      passphrase.input.value = repeat.input.value = '';
      app.notice(t.exported);
    });

  const file = field(t.file, '', { type: 'file', accept: '.kinfold' });
  const key = field(t.passphrase, '', { ...secret(), autocomplete: 'off' });
  /** Everybody who is enrolled then; undefined if nothing was brought back. */
  const bringBack = async () => {
    file.complain('');
    key.complain('');
    const picked = file.input.files?.[0];
    if (!picked) return void file.complain(t.noFile);
    try {
      await app.kiosk.importBackup(new Uint8Array(await picked.arrayBuffer()), key.input.value);
    } catch (error) {
      if (codeOf(error) !== 'passphrase-wrong') throw error;
      return void key.complain(t.wrong);
    }
    return app.kiosk.people();
  };
  const restore = () =>
    app.perform(element, bringBack, async (all) => {
      if (all) await app.overview(fill(t.imported, { people: counted('people', all.length) }));
    });

  const destroy = async () => {
    const question = { title: t.confirm, hint: t.confirmHint, act: t.destroy, condition: t.understood };
    if (!(await confirm(question, signal))) return;
    await app.perform(element, async () => {
      await app.kiosk.destroy();
      location.reload();
    });
  };

  const part = (title: string, hint: string, ...children: HTMLElement[]) =>
    create('section', { className: 'part' }, create('h2', {}, title), paragraph(hint, 'hint'), ...children);
  const element = screen(
    t.title,
    () => void app.overview(),
    part(
      t.export,
      t.exportHint,
      form(() => void take(), passphrase.element, repeat.element, submit(t.export)),
    ),
    part(
      t.import,
      t.importHint,
      form(() => void restore(), file.element, key.element, submit(t.import)),
    ),
    part(
      t.destroy,
      t.destroyHint,
      button(t.destroy, () => void destroy(), { kind: 'danger' }),
    ),
  );
  return element;
};
