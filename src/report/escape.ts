/** Text as HTML or as the value of an attribute in double quotes. Everything in a report that was not written here goes through it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A fraction in percent with as many digits as `places` after the point. */
export const percent = (fraction: number, places = 2) => `${(fraction * 100).toFixed(places)} %`;
