/** Colours of one scheme. Each `…Soft` is a ground for text in the colour of the same name and in `text`. */
export interface Palette {
  readonly ground: string;
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly old: string;
  readonly oldSoft: string;
  readonly new: string;
  readonly newSoft: string;
  readonly both: string;
  readonly bothSoft: string;
  readonly good: string;
  readonly goodSoft: string;
  readonly warn: string;
  readonly warnSoft: string;
  readonly bad: string;
  readonly badSoft: string;
}

export const LIGHT: Palette = {
  ground: '#ffffff',
  panel: '#f5f6f8',
  line: '#d3d8e0',
  text: '#1a1e26',
  muted: '#535b69',
  old: '#92520a',
  oldSoft: '#fdf0db',
  new: '#0b6173',
  newSoft: '#dcf2f5',
  both: '#6437b8',
  bothSoft: '#eee8fb',
  good: '#17663a',
  goodSoft: '#e1f4e8',
  warn: '#7a5200',
  warnSoft: '#fff3cf',
  bad: '#b0201a',
  badSoft: '#fde9e7',
};

export const DARK: Palette = {
  ground: '#111419',
  panel: '#1a1e26',
  line: '#363e4b',
  text: '#e8ebf0',
  muted: '#a5aebd',
  old: '#f2b764',
  oldSoft: '#35280f',
  new: '#66d2e1',
  newSoft: '#0f3037',
  both: '#c0a8f8',
  bothSoft: '#2c2347',
  good: '#76d69f',
  goodSoft: '#133423',
  warn: '#f0cb58',
  warnSoft: '#352c0c',
  bad: '#ffa198',
  badSoft: '#401a17',
};

const propertyName = (name: string): string => `--${name.replace('Soft', '-soft')}`;

/** The colours as custom properties of CSS. */
const customProperties = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `${propertyName(name)}: ${colour};`)
    .join(' ');

const TONES = ['old', 'both', 'new', 'good', 'warn', 'bad'] as const;

const SCHEMES = `:root { color-scheme: light dark; ${customProperties(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${customProperties(DARK)} } }
@media print { :root { color-scheme: light; ${customProperties(LIGHT)} } }
`;

const coloured = (selector: string, name: string): string =>
  `${selector} { --strong: var(--${name}); --soft: var(--${name}-soft); }\n`;

const COLOURS = [
  ':where([class*="tone-"]) { --strong: var(--muted); --soft: var(--panel); }\n',
  ...TONES.map((name) => coloured(`.tone-${name}`, name)),
].join('');

const PAGE = `* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.25rem 3rem; max-width: 66rem; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; overflow-wrap: anywhere; }
h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
main > ul:first-child { margin-top: 1.5rem; }
h1 { font-size: 2.1rem; line-height: 1.2; letter-spacing: -0.02em; }
h1 small { font-size: 1.15rem; font-weight: 400; color: var(--muted); letter-spacing: 0; }
h2 { font-size: 1.2rem; margin: 2.75rem 0 0.9rem; }
h3 { font-size: 1rem; }
code { font: 0.86em ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.label { font-size: 0.78rem; letter-spacing: 0.04em; color: var(--muted); }
.hint, .empty, footer { color: var(--muted); font-size: 0.85rem; }
`;

const HEADER = `.summary { margin-top: 0.35rem; color: var(--muted); }
.summary strong { color: var(--text); }
.summary span { display: inline-block; }
.summary span::before { content: "·"; margin: 0 0.4em 0 0.15em; }
.verdict { display: flex; flex-wrap: wrap; gap: 0.25rem 0.6rem; margin-top: 1.2rem; padding: 0.7rem 1rem;
  border-radius: 10px; background: var(--soft); color: var(--strong); font-size: 1.05rem; }
.sides { display: grid; grid-template-columns: 1fr auto 1fr; gap: 1rem; align-items: center; margin-top: 1rem; }
.side { height: 100%; padding: 1rem 1.2rem; border-radius: 10px; background: var(--soft); }
.side .phase { font-size: 1.9rem; font-weight: 700; line-height: 1.25; color: var(--strong); }
.side .label, .side .source, .side dt { color: var(--text); }
.side dl { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; margin-top: 0.4rem; }
.side dl div { display: flex; gap: 0.4rem; }
.side dd { font-weight: 600; }
.side .source { margin-top: 0.4rem; font-size: 0.85rem; }
.arrow { font-size: 1.8rem; color: var(--muted); }
`;

const NOTICES = `.notice { padding: 0.9rem 1.1rem; border-radius: 10px; background: var(--soft); }
.notice + .notice { margin-top: 0.7rem; }
.notice .label { color: var(--strong); font-weight: 700; }
.notice .label code { font-weight: 400; margin-left: 0.4rem; }
.notice h3 { margin: 0.15rem 0 0.45rem; white-space: pre-line; }
.notice dl { display: grid; grid-template-columns: auto 1fr; gap: 0.2rem 0.9rem; }
.notice dt { font-weight: 600; }
.notice dd { white-space: pre-wrap; }
.list li { position: relative; padding-left: 1.2rem; margin-bottom: 0.4rem; white-space: pre-line; }
.list li:not([class])::before { content: ""; position: absolute; left: 0.15rem; top: 0.62em; width: 0.4rem; height: 0.4rem; border-radius: 50%; background: var(--muted); }
.list li[class] { margin-top: 0.9rem; padding: 0.6rem 1rem; border-radius: 10px; background: var(--soft); }
.list strong { margin-right: 0.4rem; }
.list li[class] strong { color: var(--strong); }
`;

const COMPONENTS = `table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: 0.85rem; font-weight: 600; color: var(--muted); padding: 0.3rem 0.5rem; }
td { padding: 0.4rem 0.5rem; border-top: 1px solid var(--line); vertical-align: top; }
.components { table-layout: fixed; }
.components th, .components td { padding-left: 0; }
.components td { border: 0; padding-top: 0.2rem; padding-bottom: 0.2rem; vertical-align: middle; }
.components th:nth-child(2) { width: 5.4rem; }
.components th:nth-child(4) { width: 13.5rem; }
.components .change { text-align: center; color: var(--muted); white-space: nowrap; }
.components .change [aria-hidden] { font-weight: 700; font-size: 1.1rem; }
.components .change .word { display: block; font-size: 0.75rem; line-height: 1; }
.scaled .change { color: var(--text); }
.added .change { color: var(--good); }
.removed .change { color: var(--bad); }
.box { display: flex; align-items: baseline; gap: 0.5rem; min-height: 2.6rem; padding: 0.5rem 0.8rem;
  border: 1px solid var(--strong); border-radius: 8px; background: var(--soft); }
.box .name { font-weight: 600; }
.box .who { flex: 1; }
.box .kind { font-size: 0.8rem; white-space: nowrap; }
.box .count { font-weight: 700; color: var(--strong); white-space: nowrap; }
.box.empty { border: 1px dashed var(--line); background: none; }
.chip { display: inline-block; padding: 0.05rem 0.55rem; border-radius: 99px; background: var(--soft); color: var(--strong); font-size: 0.82rem; font-weight: 600; white-space: nowrap; }
.claims { margin-left: 0.5rem; font-size: 0.85rem; white-space: nowrap; }
.claims[class*="tone-"] { color: var(--strong); font-weight: 600; }
`;

const PATHS = `.pictures { display: grid; grid-template-columns: 1fr 1fr; gap: 1.2rem; }
figure { padding: 0.9rem 1.1rem; border-radius: 10px; background: var(--panel); }
figcaption { font-weight: 600; }
.flows { display: block; width: 100%; max-height: 15rem; margin-top: 0.4rem; }
.flows text { font-size: 14px; fill: var(--text); }
.node rect { fill: var(--soft); stroke: var(--strong); }
.flows .node text { font-weight: 600; fill: var(--strong); }
.node.outer rect { fill: var(--ground); stroke: var(--line); }
.flows .node.outer text { fill: var(--text); }
.node.unused rect { fill: none; stroke: var(--line); stroke-dasharray: 4 4; }
.flows .node.unused text { font-weight: 400; fill: var(--muted); }
.flow { fill: none; stroke: var(--strong); stroke-opacity: 0.55; }
.flow.nothing { stroke-dasharray: 4 4; }
.share-ground { fill: var(--panel); }
.flows .share { font-size: 13px; font-weight: 600; }
.notes { margin-top: 0.5rem; font-size: 0.85rem; }
.notes li { margin-top: 0.25rem; }
`;

const WHEN = `.time-line { display: flex; flex-wrap: wrap; gap: 3px; }
.span { flex: 1 1 0; min-width: 12.4rem; padding: 0.6rem 0.8rem; border-radius: 6px; border-top: 5px solid var(--strong); background: var(--soft); font-size: 0.85rem; }
.span strong { color: var(--strong); font-size: 1rem; margin-right: 0.3rem; }
.span .from, .span .until, .span .doubt { display: block; }
.span .doubt { font-style: italic; }
.span.uncertain { border-top-style: dotted; }
.span.planned { border-top-style: dashed; background: none; outline: 1px dashed var(--line); outline-offset: -1px; }
.hint { margin-top: 0.3rem; }
.soak { margin-top: 1.1rem; }
.soak.tone-warn { padding: 0.6rem 1rem; border-radius: 10px; background: var(--soft); }
.soak strong { margin-right: 0.4rem; }
.soak .big { font-size: 1.25rem; font-weight: 600; margin-right: 0.5rem; }
.soak .ends { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; font-size: 0.9rem; color: var(--muted); }
.bar { display: block; width: 100%; height: 14px; border-radius: 7px; margin: 0.35rem 0; }
.bar-ground { fill: var(--line); }
.bar-done { fill: var(--both); }
.bar-done.full { fill: var(--good); }
.status { margin-top: 1.1rem; padding: 0.7rem 1rem; border-radius: 10px; background: var(--soft); }
.status + .list, .status + .notice { margin-top: 0.7rem; }
.status strong { color: var(--strong); margin-right: 0.4rem; }
`;

const LISTS = `.checklist li { display: flex; gap: 0.8rem; padding: 0.55rem 0; border-top: 1px solid var(--line); }
.checklist .sign { flex: none; width: 1.6rem; height: 1.6rem; border-radius: 50%; text-align: center; line-height: 1.6rem; font-weight: 700; background: var(--soft); color: var(--strong); }
.checklist .state { color: var(--strong); font-size: 0.85rem; margin-left: 0.3rem; }
.checklist p, .checklist dd { white-space: pre-line; }
.checklist dl { display: grid; grid-template-columns: auto 1fr; gap: 0.1rem 0.9rem; font-size: 0.85rem; }
.unset { color: var(--muted); }
footer { margin-top: 3rem; padding-top: 0.8rem; border-top: 1px solid var(--line); }
`;

const NARROW = `@media (max-width: 46rem) {
  body { padding: 1.5rem 0.9rem; }
  .pictures, .sides { grid-template-columns: 1fr; }
  .arrow { text-align: center; transform: rotate(90deg); }
  .time-line { flex-direction: column; }
  .span { flex: none; }
  .components th:nth-child(2) { width: 3.6rem; }
  .components th:nth-child(4), .components td:nth-child(4) { width: 5.2rem; }
  .box { gap: 0.3rem; padding: 0.4rem 0.5rem; font-size: 0.85rem; }
  .box .kind { display: none; }
  .claims { display: block; margin: 0; white-space: normal; }
  .changes thead { display: none; }
  .changes td { display: block; border: 0; padding: 0; }
  .changes td:first-child { border-top: 1px solid var(--line); padding-top: 0.5rem; }
  .changes td:last-child { padding-bottom: 0.5rem; }
  .changes td:nth-last-child(2)::before { content: "today "; color: var(--muted); }
  .changes td:last-child::before { content: "then "; color: var(--muted); }
}
@media print {
  body { max-width: none; padding: 0; font-size: 0.85rem; }
  h2 { break-after: avoid; }
  tr, li, article, figure, .side { break-inside: avoid; }
}
`;

/** The whole style of the page; both schemes, paper, and narrow windows. */
export const STYLE = [SCHEMES, COLOURS, PAGE, HEADER, NOTICES, COMPONENTS, PATHS, WHEN, LISTS, NARROW].join(
  '',
);
