import { capitalised, counted } from '../english.ts';
import type {
  Block,
  Changes,
  Checklist,
  Checks,
  ComponentItem,
  Components,
  FindingItem,
  Head,
  List,
  Moment,
  Page,
  Progress,
  RoutePair,
  RouteSide,
  Routes,
  State,
  Status,
  TimeLine,
  TimeSpan,
  Verdict,
} from './blocks.ts';
import { NOT_SET, percentOf } from './blocks.ts';
import { flow, type Store } from './html/flow.ts';
import { Markup, markup } from './html/markup.ts';
import { STYLE } from './html/style.ts';

const SIGNS = { bad: '✕', warn: '◷', good: '✓' } as const;

function verdict({ tone, text, detail }: Verdict): Markup {
  const sign = SIGNS[tone as keyof typeof SIGNS] ?? '–';
  const more = detail === undefined ? undefined : markup`<span>${detail}</span>`;
  return markup`<p class="verdict tone-${tone}"><span aria-hidden="true">${sign}</span> <strong>${text}</strong>${more}</p>`;
}

const fact = ({ name, value }: State['facts'][number]): Markup =>
  markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const stateCard = ({ when, phase, tone, facts, source }: State): Markup =>
  markup`<div class="side tone-${tone}">
<p class="label">${capitalised(when)}</p>
<p class="phase">${phase}</p>
<dl>${facts.map(fact)}</dl>
<p class="source">from ${source}</p>
</div>`;

function states([before, after]: readonly State[]): Markup | undefined {
  if (before === undefined || after === undefined) return undefined;
  return markup`<div class="sides">
${stateCard(before)}
<span class="arrow" aria-hidden="true">→</span>
${stateCard(after)}
</div>
`;
}

/** Which release, from where to where, and whether it may be. */
function header({ maker, name, place, facts: [first = '', ...others], ...head }: Head): Markup {
  const facts = others.map((one) => markup` <span>${one}</span>`);
  return markup`<header>
<p class="label">${maker}</p>
<h1>${name}${place === '' ? undefined : markup` <small>in ${place}</small>`}</h1>
<p class="summary"><strong>${first}</strong>${facts}</p>
${head.verdict && verdict(head.verdict)}
${head.states && states(head.states)}</header>
`;
}

const listItem = ({ label, text, tone }: List['items'][number]): Markup => {
  const title = label === undefined ? undefined : markup`<strong>${capitalised(label)}</strong> `;
  return tone === undefined
    ? markup`<li>${title}${text}</li>\n`
    : markup`<li class="tone-${tone}">${title}${text}</li>\n`;
};

function finding({ tone, label, place, what, id, why, remedy }: FindingItem): Markup {
  const at = place === undefined ? undefined : markup` <code>${place}</code>`;
  const reason = why === undefined ? undefined : markup`<dt>Why</dt><dd>${why}</dd>`;
  return markup`<article class="notice tone-${tone}">
<p class="label">${capitalised(label)}${at} <code>${id}</code></p>
<h3>${what}</h3>
<dl>${reason}<dt>Do</dt><dd>${remedy}</dd></dl>
</article>
`;
}

const CHANGES = { added: '+', removed: '−', kept: '→', scaled: '→' } as const;

function box({ name, workload, tone }: ComponentItem, number: number | undefined): Markup {
  const count =
    number === undefined
      ? undefined
      : markup`<span class="count" title="${counted(number, 'replica')}">×${number}</span>`;
  return markup`<span class="box tone-${tone}"><span class="who"><span class="name">${name}</span> <span class="kind">${workload}</span></span>${count}</span>`;
}

const nothing = (words: string): Markup => markup`<span class="box empty">${words}</span>`;

function claims({ claims: { text, tone } }: ComponentItem): Markup | undefined {
  if (text === '') return undefined;
  return tone === 'none'
    ? markup`<span class="claims">${text}</span>`
    : markup`<span class="claims tone-${tone}">${text}</span>`;
}

function componentRow(item: ComponentItem): Markup {
  const { change, stores, tone } = item;
  const before = change === 'added' ? nothing('not there') : box(item, item.before);
  const after = change === 'removed' ? nothing('gone') : box(item, item.after);
  return markup`<tr class="${change}"><td>${before}</td><td class="change"><span aria-hidden="true">${CHANGES[change]}</span><span class="word">${change}</span></td><td>${after}</td><td><span class="chip tone-${tone}">${stores}</span>${claims(item)}</td></tr>
`;
}

/** Each component before and after on one line, so that the eye finds what comes and goes. */
const componentTable = ({ items, before, after }: Components): Markup => markup`<table class="components">
<thead><tr><th scope="col">Today: ${before}</th><th><span class="hidden">change</span></th><th scope="col">Then: ${after}</th><th scope="col">Serves, claims</th></tr></thead>
<tbody>
${items.map(componentRow)}</tbody>
</table>
`;

const noteItem = ({ store, tone, note }: RouteSide['routes'][number]): Markup[] =>
  note === undefined ? [] : [markup`<li><span class="chip tone-${tone}">${store}</span> ${note}</li>`];

function figure(pair: RoutePair, side: RouteSide, stores: readonly Store[], when: string): Markup {
  const title = `${capitalised(pair.name)} ${when}`;
  const notes = side.routes.flatMap(noteItem);
  const drawn =
    side.routes.length === 0
      ? markup`<p class="unset">${side.text}</p>`
      : flow(side, { stores, pair, words: `${title}: ${side.text}` });
  return markup`<figure>
<figcaption>${title}</figcaption>
${drawn}
${notes.length === 0 ? undefined : markup`<ul class="notes">${notes}</ul>`}</figure>
`;
}

const AGE = { old: 0, both: 1, new: 2 } as const;

/** Two pictures beside each other, with each store at the same place in both. */
function pictures(pair: RoutePair): Markup {
  const used = [...pair.before.routes, ...pair.after.routes];
  const names = [...new Set(used.map(({ store }) => store))];
  const stores = names
    .map((name) => ({ name, tone: used.find(({ store }) => store === name)?.tone ?? 'both' }))
    .toSorted((one, other) => AGE[one.tone] - AGE[other.tone]);
  return markup`${figure(pair, pair.before, stores, 'today')}${figure(pair, pair.after, stores, 'then')}`;
}

function routePictures({ pairs }: Routes): Markup | undefined {
  const known = pairs.filter(({ before, after }) => before.routes.length + after.routes.length > 0);
  return known.length === 0 ? undefined : markup`<div class="pictures">\n${known.map(pictures)}</div>\n`;
}

const value = (text: string | undefined): Markup =>
  text === undefined ? markup`<span class="unset">${NOT_SET}</span>` : markup`<code>${text}</code>`;

function changeTable({ columns, rows }: Changes): Markup {
  const titles = [...columns, 'today', 'then'].map(
    (title) => markup`<th scope="col">${capitalised(title)}</th>`,
  );
  const lines = rows.map(({ cells, before, after }) => {
    const told = cells.map(({ text, isCode }) =>
      isCode ? markup`<td><code>${text}</code></td>` : markup`<td>${text}</td>`,
    );
    return markup`<tr>${told}<td>${value(before)}</td><td>${value(after)}</td></tr>\n`;
  });
  return markup`<table class="changes">
<thead><tr>${titles}</tr></thead>
<tbody>
${lines}</tbody>
</table>
`;
}

/** Long spans would leave no room for the short ones that matter most, so widths grow with the root of the time. */
const grow = (milliseconds: number): number =>
  Number(Math.max(1, Math.sqrt(milliseconds / 60_000)).toFixed(2));

const moment = ({ text, time }: Moment): Markup =>
  time === undefined ? markup`${text}` : markup`<time datetime="${time}">${text}</time>`;

function span({
  phase,
  tone,
  length,
  milliseconds,
  from,
  to,
  isCertain,
  isPlanned = false,
}: TimeSpan): Markup {
  const kind = `${isPlanned ? ' planned' : ''} tone-${tone}${isCertain ? '' : ' uncertain'}`;
  const doubt = isCertain ? undefined : markup`<span class="doubt">not certain</span>`;
  const until = to === undefined ? undefined : markup` <span class="until">to ${moment(to)}</span>`;
  return markup`<li class="span${kind}" style="flex-grow: ${grow(milliseconds)}"><strong>${phase}</strong> <span class="length">${length}</span>${doubt}<span class="from">${moment(from)}</span>${until}</li>
`;
}

const timeLine = ({ spans }: TimeLine): Markup => markup`<ol class="time-line">
${spans.map(span)}</ol>
<p class="hint">Oldest first; widths are not to scale.</p>
`;

/** Drawn rather than a progress element: browsers print those without their filling. */
function bar(share: number, words: string): Markup {
  const width = Number((share * 100).toFixed(2));
  return markup`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="${words}"><rect class="bar-ground" width="100" height="4"/><rect class="bar-done${share < 1 ? '' : ' full'}" width="${width}" height="4"/></svg>`;
}

/** How far a time has come, and when it is over. */
function progress(block: Progress): Markup {
  const { share, text, notes, problem } = block;
  const title = markup`<strong>${capitalised(block.title)}</strong>`;
  const ends = notes.map((note) => markup`<span>${note}</span>`);
  const told = ends.length === 0 ? undefined : markup`<p class="ends">${ends}</p>\n`;
  if (problem !== undefined)
    return markup`<div class="soak tone-warn">\n<p>${title} ${problem}</p>\n${told}</div>\n`;
  return markup`<div class="soak">
<p>${title} <span class="big">${text}</span> <span>${percentOf(block)}</span></p>
${bar(share, `${percentOf(block)} of it`)}
${told}</div>
`;
}

/** Its findings stand below it, with grounds of their own. */
function status({ name, text, tone, details }: Status): Markup {
  return markup`<p class="status tone-${tone}"><strong>${capitalised(name)}</strong> ${text}</p>
${details.map(block)}`;
}

const ITEMS = {
  done: { sign: '✓', tone: 'good' },
  open: { sign: '○', tone: 'none' },
  failed: { sign: '✕', tone: 'bad' },
  unknown: { sign: '?', tone: 'warn' },
  ok: { sign: '✓', tone: 'good' },
  waiting: { sign: '◷', tone: 'warn' },
  skipped: { sign: '–', tone: 'none' },
} as const;

function item(status: keyof typeof ITEMS, title: string, below: Markup | undefined): Markup {
  const { sign, tone } = ITEMS[status];
  return markup`<li class="tone-${tone}"><span class="sign" aria-hidden="true">${sign}</span><div><strong>${title}</strong> <span class="state">${status}</span>${below}</div></li>
`;
}

const checklistItem = ({ title, status, detail }: Checklist['items'][number]): Markup =>
  item(status, title, detail === '' ? undefined : markup`<p>${detail}</p>`);

function checkItem({ title, status, seen, expected, why, command }: Checks['items'][number]): Markup {
  const isGreen = status === 'ok' || status === 'skipped';
  const more = isGreen
    ? undefined
    : markup`<dt>Why</dt><dd>${why}</dd><dt>See</dt><dd><code>${command}</code></dd>`;
  return item(status, title, markup`<p>${seen}</p><dl><dt>Expected</dt><dd>${expected}</dd>${more}</dl>`);
}

function block(one: Block): Markup | undefined {
  switch (one.kind) {
    case 'section':
      return section(one.id, one.title, one.blocks);
    case 'paragraph':
      return markup`<p>${one.text}</p>\n`;
    case 'list':
      return markup`<ul class="list">\n${one.items.map(listItem)}</ul>\n`;
    case 'findings':
      return markup`${one.items.map(finding)}`;
    case 'components':
      return componentTable(one);
    case 'routes':
      return routePictures(one);
    case 'changes':
      return changeTable(one);
    case 'time line':
      return timeLine(one);
    case 'progress':
      return progress(one);
    case 'status':
      return status(one);
    case 'checklist':
      return markup`<ul class="checklist">\n${one.items.map(checklistItem)}</ul>\n`;
    case 'checks':
      return markup`<ul class="checklist">\n${one.items.map(checkItem)}</ul>\n`;
  }
}

/** A section with a heading; nothing where it has no content. */
function section(id: string, title: string, blocks: readonly Block[]): Markup | undefined {
  const content = blocks.map(block).filter((one) => one !== undefined);
  if (content.length === 0) return undefined;
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}</section>
`;
}

/** Nothing may be loaded, whatever a report holds; the empty icon keeps browsers from asking for one. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** One page that needs nothing beside it: no network, no script, both colour schemes, paper as well. */
export const html = ({ head, blocks, version, footer }: Page): string =>
  `${markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="phasegate ${version}">
<title>${head.line}</title>
<link rel="icon" href="data:,">
<style>
${new Markup(STYLE)}</style>
</head>
<body>
${header(head)}<main>
${blocks.map(block).filter((one) => one !== undefined)}</main>
${footer === undefined ? undefined : markup`<footer><p>${footer}</p></footer>\n`}</body>
</html>`}\n`;
