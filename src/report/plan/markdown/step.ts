import {
  byChange,
  CLAIM_WORDS,
  isUntouched,
  LAYER_WORDS,
  replicaStep,
  untouchedText,
} from '../component-words.ts';
import { goingBack } from '../headline.ts';
import type { PlannedComponent, PlanReport, PlanSide } from '../plan-report.ts';
import { NOT_SET, safeFlag } from '../planned-flag.ts';
import { routesText } from '../route-words.ts';
import { codeCell, escapeMarkdown } from './escape.ts';
import { table } from './table.ts';

const sideRow = (title: string, { phase, chart, server, mode, source }: PlanSide): string[] => [
  title,
  `**${escapeMarkdown(phase)}**`,
  ...[chart, server, mode, source].map(escapeMarkdown),
];

export const sideTable = ({ before, after }: PlanReport): string[] =>
  table(['', 'phase', 'chart', 'server', 'mode', 'from'], [sideRow('today', before), sideRow('then', after)]);

export const consequences = (report: PlanReport): string[] => [
  '### What happens',
  '',
  ...report.consequences.map((sentence) => `- ${escapeMarkdown(sentence)}`),
  `- **Going back:** ${escapeMarkdown(goingBack(report))}`,
];

const CHANGES = { added: '➕ added', removed: '➖ removed', kept: 'changed' } as const;

const componentRow = (component: PlannedComponent): string[] => [
  CHANGES[component.change],
  escapeMarkdown(component.name),
  escapeMarkdown(component.kind),
  LAYER_WORDS[component.layer],
  replicaStep(component),
  CLAIM_WORDS[component.claims],
];

export function componentTable({ components }: PlanReport): string[] {
  if (components.length === 0) return [];
  const changed = byChange(components.filter((component) => !isUntouched(component)));
  const untouched = components.length - changed.length;
  const rows = table(['', 'component', 'kind', 'layer', 'replicas', 'claims'], changed.map(componentRow));
  const rest = untouched === 0 ? [] : ['', `${untouchedText(untouched, changed.length)}.`];
  return ['### Components', ...(rows.length === 0 ? [] : ['', ...rows]), ...rest];
}

export function pathTable({ writesBefore, writesAfter, readsBefore, readsAfter }: PlanReport): string[] {
  const rows = [
    ['writes', writesBefore, writesAfter],
    ['reads', readsBefore, readsAfter],
  ] as const;
  const cells = rows.map(([title, before, after]) => [
    title,
    ...[before, after].map((routes) => escapeMarkdown(routesText(routes))),
  ]);
  return ['### Paths', '', ...table(['', 'today', 'then'], cells)];
}

export function flagTable({ flags }: PlanReport): string[] {
  const cell = (value: string | undefined): string => (value === undefined ? NOT_SET : codeCell(value));
  const rows = flags
    .map(safeFlag)
    .map(({ component, flag, before, after }) => [
      escapeMarkdown(component),
      codeCell(flag),
      cell(before),
      cell(after),
    ]);
  return rows.length === 0
    ? []
    : ['### Flags that change', '', ...table(['component', 'flag', 'today', 'then'], rows)];
}
