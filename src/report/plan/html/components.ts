import { byChange, CLAIM_WORDS, LAYER_WORDS, replicas } from '../component-words.ts';
import type { PlannedComponent, PlanReport } from '../plan-report.ts';
import { type Markup, markup, section } from './markup.ts';

const CHANGES = {
  added: { sign: '+', word: 'added' },
  removed: { sign: '−', word: 'removed' },
  kept: { sign: '→', word: 'kept' },
  scaled: { sign: '→', word: 'scaled' },
} as const;

const count = (number: number | undefined): Markup | undefined =>
  number === undefined
    ? undefined
    : markup`<span class="count" title="${replicas(number)}">×${number}</span>`;

const box = ({ name, kind, layer }: PlannedComponent, number: number | undefined): Markup =>
  markup`<span class="box layer-${layer}"><span class="who"><span class="name">${name}</span> <span class="kind">${kind}</span></span>${count(number)}</span>`;

const nothing = (words: string): Markup => markup`<span class="box empty">${words}</span>`;

function claims(component: PlannedComponent): Markup | undefined {
  const words = CLAIM_WORDS[component.claims];
  return words === '' ? undefined : markup`<span class="claims claims-${component.claims}">${words}</span>`;
}

function shownChange({ change, replicasBefore, replicasAfter }: PlannedComponent): keyof typeof CHANGES {
  const isScaled =
    replicasBefore !== undefined && replicasAfter !== undefined && replicasBefore !== replicasAfter;
  return change === 'kept' && isScaled ? 'scaled' : change;
}

function row(component: PlannedComponent): Markup {
  const { change, layer, replicasBefore, replicasAfter } = component;
  const { sign, word } = CHANGES[shownChange(component)];
  const before = change === 'added' ? nothing('not there') : box(component, replicasBefore);
  const after = change === 'removed' ? nothing('gone') : box(component, replicasAfter);
  return markup`<tr class="${shownChange(component)}"><td>${before}</td><td class="change"><span aria-hidden="true">${sign}</span><span class="word">${word}</span></td><td>${after}</td><td><span class="chip layer-${layer}">${LAYER_WORDS[layer]}</span>${claims(component)}</td></tr>
`;
}

/** Each component before and after on one line, so that the eye finds what comes and goes. */
export const components = ({ components: all, before, after }: PlanReport): Markup | undefined =>
  section(
    'components',
    'Components',
    all.length === 0
      ? undefined
      : markup`<table class="components">
<thead><tr><th scope="col">Today: ${before.phase}</th><th><span class="hidden">change</span></th><th scope="col">After: ${after.phase}</th><th scope="col">Serves, claims</th></tr></thead>
<tbody>
${byChange(all).map(row)}</tbody>
</table>`,
  );
