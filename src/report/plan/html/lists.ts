import { findingCounts, findingPlace } from '../finding-words.ts';
import type { PlanChecklistItem, PlanReport } from '../plan-report.ts';
import { NOT_SET, safeFlag } from '../planned-flag.ts';
import { type Markup, markup, section } from './markup.ts';

const STATES = {
  done: { sign: '✓', tone: 'good' },
  open: { sign: '○', tone: 'none' },
  failed: { sign: '✕', tone: 'bad' },
  unknown: { sign: '?', tone: 'warn' },
} as const satisfies Readonly<Record<PlanChecklistItem['status'], { sign: string; tone: string }>>;

function item({ title, status, detail }: PlanChecklistItem): Markup {
  const { sign, tone } = STATES[status];
  const told = detail === '' ? undefined : markup`<p>${detail}</p>`;
  return markup`<li class="tone-${tone}"><span class="sign" aria-hidden="true">${sign}</span><div><strong>${title}</strong> <span class="state">${status}</span>${told}</div></li>
`;
}

export const checklist = ({ checklist: items }: PlanReport): Markup | undefined =>
  section(
    'checklist',
    'Checklist',
    items.length === 0 ? undefined : markup`<ul class="checklist">\n${items.map(item)}</ul>`,
  );

const value = (text: string | undefined): Markup =>
  text === undefined ? markup`<span class="unset">${NOT_SET}</span>` : markup`<code>${text}</code>`;

function flagRow(flag: PlanReport['flags'][number]): Markup {
  const { component, flag: name, before, after } = safeFlag(flag);
  return markup`<tr><td>${component}</td><td><code>${name}</code></td><td>${value(before)}</td><td>${value(after)}</td></tr>
`;
}

export const flags = ({ flags: all }: PlanReport): Markup | undefined =>
  section(
    'flags',
    'Flags that change',
    all.length === 0
      ? undefined
      : markup`<table class="flags">
<thead><tr><th scope="col">Component</th><th scope="col">Flag</th><th scope="col">Today</th><th scope="col">After</th></tr></thead>
<tbody>
${all.map(flagRow)}</tbody>
</table>`,
  );

const TONES = { error: 'bad', warning: 'warn', info: 'none' } as const;

function finding(one: PlanReport['findings'][number]): Markup {
  return markup`<li class="tone-${TONES[one.severity]}"><p><strong>${one.severity}</strong> <code>${findingPlace(one)}</code> <code>${one.ruleId}</code></p><p>${one.what}</p><p class="remedy">${one.remedy}</p></li>
`;
}

/** What the linter says of the resolved values; the page has room for all of it, errors first. */
export function findings({ findings: all }: PlanReport): Markup | undefined {
  const sorted = (['error', 'warning', 'info'] as const).flatMap((severity) =>
    all.filter((one) => one.severity === severity),
  );
  const list = all.length === 0 ? undefined : markup`<ul class="findings">\n${sorted.map(finding)}</ul>`;
  return section('findings', 'Linter', markup`<p>${findingCounts(all)}</p>\n${list}`);
}
