import { capitalised } from '../english.ts';
import type {
  Block,
  Changes,
  CheckItem,
  ChecklistItem,
  FindingItem,
  Head,
  List,
  Page,
  StateBlock,
  Status,
  VerdictBlock,
} from './blocks.ts';
import { NOT_SET } from './blocks.ts';
import { Markup, markup } from './html/markup.ts';
import { componentTable, progress, routePictures, timeLine } from './html/pictures.ts';
import { STYLE } from './html/style.ts';

const SIGNS = { bad: '✕', warn: '◷', good: '✓' } as const;

function verdict({ tone, text, detail }: VerdictBlock): Markup {
  const sign = SIGNS[tone as keyof typeof SIGNS] ?? '–';
  const more = detail === undefined ? undefined : markup`<span>${detail}</span>`;
  return markup`<p class="verdict tone-${tone}"><span aria-hidden="true">${sign}</span> <strong>${text}</strong>${more}</p>`;
}

const fact = ({ name, value }: StateBlock['facts'][number]): Markup =>
  markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const stateCard = ({ when, phase, tone, facts, source }: StateBlock): Markup =>
  markup`<div class="side tone-${tone}">
<p class="label">${capitalised(when)}</p>
<p class="phase">${phase}</p>
<dl>${facts.map(fact)}</dl>
<p class="source">from ${source}</p>
</div>`;

function states([before, after]: readonly StateBlock[]): Markup | undefined {
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

const checklistItem = ({ title, status, detail }: ChecklistItem): Markup =>
  item(status, title, detail === '' ? undefined : markup`<p>${detail}</p>`);

function checkItem({ title, status, seen, expected, why, command, problem }: CheckItem): Markup {
  const isGreen = status === 'ok' || status === 'skipped';
  const more = isGreen
    ? undefined
    : markup`<dt>Why</dt><dd>${why}</dd>${problem ? markup`<dt>Do</dt><dd>${problem.remedy}</dd>` : command === undefined ? undefined : markup`<dt>See</dt><dd><code>${command}</code></dd>`}`;
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

/** A section with a heading; nothing if it has no content. */
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
