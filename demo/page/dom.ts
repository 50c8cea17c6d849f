/** The element of the page with this id. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no element #${id}.`);
  return element as E;
}

/** A new element with properties and children. */
export function create<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Hands the reader a file. */
export function saveFile(name: string, content: BlobPart): void {
  const href = URL.createObjectURL(new Blob([content]));
  create('a', { href, download: name }).click();
  URL.revokeObjectURL(href);
}

/** Greys a control out. It keeps the focus, unlike a `disabled` one, so nobody at a keyboard is thrown back to the top. */
export function setInactive(control: HTMLElement, isInactive: boolean): void {
  if (isInactive) control.setAttribute('aria-disabled', 'true');
  else control.removeAttribute('aria-disabled');
}

export const isInactive = (control: HTMLElement): boolean => control.getAttribute('aria-disabled') === 'true';
