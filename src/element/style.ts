const CSS = `
:host {
  --_accent: var(--kinfold-accent, light-dark(#2b59c3, #8cadff));
  --_on-accent: var(--kinfold-on-accent, light-dark(#ffffff, #0c1526));
  --_good: var(--kinfold-good, light-dark(#0b6b4f, #5fd3a8));
  --_bad: var(--kinfold-bad, light-dark(#a33d12, #f2a266));
  --_surface: var(--kinfold-surface, light-dark(#e6ebf0, #28323e));
  --_ink: var(--kinfold-ink, light-dark(#17202b, #e9eef4));
  --_edge: var(--kinfold-edge, light-dark(#7c8896, #6f7d8d));
  --_radius: var(--kinfold-radius, 1rem);
  display: block;
  max-inline-size: 30rem;
  color: var(--_ink);
}
:host([hidden]) { display: none; }
.stage {
  position: relative;
  overflow: hidden;
  aspect-ratio: 4 / 3;
  border-radius: var(--_radius);
  background: var(--_surface);
}
video, svg { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; }
video { object-fit: cover; transform: scaleX(-1); }
path { fill: none; stroke-width: 6; stroke-linecap: round; stroke: var(--_edge); }
.progress { stroke: var(--_accent); transition: stroke-dasharray 0.2s; }
[data-tone='good'] .progress { stroke: var(--_good); }
[data-tone='bad'] .progress { stroke: var(--_bad); }
p {
  min-block-size: 3em;
  margin-block: 0.75rem;
  line-height: 1.5;
  text-align: center;
  text-wrap: balance;
  overflow-wrap: anywhere;
}
[data-tone='good'] + p { color: var(--_good); font-weight: 600; }
[data-tone='bad'] + p { color: var(--_bad); }
.actions { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.75rem; }
button {
  min-block-size: 2.75rem;
  padding-inline: 1.25rem;
  border: 1px solid var(--_edge);
  border-radius: var(--_radius);
  background: none;
  color: inherit;
  font: inherit;
  cursor: pointer;
}
button.primary { border-color: transparent; background: var(--_accent); color: var(--_on-accent); font-weight: 600; }
button[aria-disabled='true'] { opacity: 0.5; cursor: default; }
button:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
@media (prefers-reduced-motion: reduce) { .progress { transition: none; } }
`;

let sheet: CSSStyleSheet | undefined;

/** One sheet for all elements, made by script: a strict Content-Security-Policy forbids `<style>`. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
