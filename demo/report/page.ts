import { ASK } from './messages.js';

// The report lives in the page that opened this one: it names people, so it is neither stored nor put into an address.
addEventListener('message', ({ origin, source, data }: MessageEvent<unknown>) => {
  if (origin === location.origin && source === opener && typeof data === 'string') show(data);
});
(opener as Window | null)?.postMessage(ASK, location.origin);

/** Shows a report in this document. The site's policy refuses a style element, even in a parser, so its text is adopted instead. */
function show(html: string): void {
  const sheet = new CSSStyleSheet();
  const unstyled = html.replace(/<style>(.*?)<\/style>/s, (_, style: string) => {
    sheet.replaceSync(style);
    return '';
  });
  const report = new DOMParser().parseFromString(unstyled, 'text/html');
  document.adoptedStyleSheets = [sheet];
  document.title = report.title;
  document.body.replaceChildren(...report.body.childNodes);
}
