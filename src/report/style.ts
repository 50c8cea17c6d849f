/** The whole style of a report: light and dark as the reader's system has it, one column on a phone. */
export const style = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --quiet: #5c6670; --rule: #d8dde3; --genuine: #0b6bcb; --impostor: #c2500a; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171b; --ink: #e6e9ed; --quiet: #98a2ad; --rule: #333a42; --genuine: #5aa9ff; --impostor: #ff9a57; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: .5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--rule); }
p, figcaption { margin: .25rem 0; color: var(--quiet); overflow-wrap: anywhere; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: .85rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .5rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
.names td, .names th { overflow-wrap: anywhere; }
th { font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap; padding-right: 0; padding-left: .5rem; }
code { font-size: .8rem; overflow-wrap: anywhere; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--quiet); font: 10px system-ui, sans-serif; }
.grid { stroke: var(--rule); stroke-width: .5; }
.line { fill: none; stroke-width: 1.5; stroke: currentColor; }
.bar { fill: currentColor; fill-opacity: .45; }
.genuine { color: var(--genuine); }
.impostor { color: var(--impostor); }
.even { color: var(--rule); }
.former { color: var(--quiet); stroke-dasharray: 2 2; }
.threshold { color: var(--ink); stroke-dasharray: 4 3; stroke-width: 1; }
.point { fill: var(--ink); }
.name { fill: var(--ink); font-size: 9px; paint-order: stroke; stroke: var(--paper); stroke-width: 2.5px; stroke-linejoin: round; }
.mapped { fill-opacity: .85; }
@media (max-width: 30rem) { body { padding: .75rem; font-size: 14px; } td.number, th.number { white-space: normal; } .figures { font-size: 12px; } }
@media print { body { max-width: none; } }
`;
