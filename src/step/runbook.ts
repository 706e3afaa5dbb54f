import { capitalised } from '../english.ts';
import type { ClusterAddress } from '../live/cluster.ts';
import type { Assignment, Chart, Pack, Phase, Step } from '../pack.ts';
import { shellWord } from '../shell.ts';
import { earliestTime, timeUntil } from '../times.ts';
import type { NotYet } from './soak.ts';
import type { Operator } from './status-reason.ts';

/** Which release is meant, and what an upgrade of it is run with. */
export interface HelmRelease extends ClusterAddress {
  readonly release: string;
  /** As helm takes it: `grafana/pyroscope`. */
  readonly chartRef: string;
  /** The phasegate.yaml that names the release's pack; left out for a pack that phasegate comes with. */
  readonly config?: string;
  /** The revision that is deployed, for the way back. */
  readonly revision?: number;
  /** Helm 4 takes a post-renderer as a plugin, without a path. */
  readonly helm: 3 | 4;
  /** Whether the API server wants the stamp of the gate. */
  readonly isGuarded?: boolean;
}

/** What one `helm upgrade` is to change. */
interface HelmUpgrade {
  readonly phase: Pick<Phase, 'id' | 'values'>;
  /** The chart version until now, and the one that the upgrade names. */
  readonly from: string;
  readonly to: string;
  readonly keepsValues?: Chart['keepsValues'];
  /** Beside the phase's own values. */
  readonly set?: readonly Assignment[];
  /** Whether the post-renderer asks the cluster for proof. */
  readonly gated?: boolean | undefined;
}

/** What Helm's --set reads as something else than a text. */
const NO_TEXT = /^(?:true|false|null|-?(?:0|[1-9]\d*))$/;

const escaped = (text: string, characters: RegExp): string => text.replaceAll(characters, '\\$&');

/** A value as the flags of Helm take it: the flag, and its word. */
function setFlag([path, value]: Assignment): readonly string[] {
  const key = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : escaped(part, /[\\.,=[]/g)))
    .join('.')
    .replaceAll('.[', '[');
  const flag = typeof value === 'string' && NO_TEXT.test(value) ? '--set-string' : '--set';
  return [flag, `${key}=${typeof value === 'string' ? escaped(value, /[\\,]|^\{/g) : value}`];
}

/**
 * How to keep the release's values: `--reuse-values` keeps the old chart's defaults as well, where the new chart can live
 * with them; `--reset-then-reuse-values` works everywhere and takes the new defaults under what was written, so the
 * phase's values have to be written.
 */
function reuseFlag({ from, to, keepsValues = (one, other) => one === other }: HelmUpgrade): string {
  return keepsValues(from, to) ? '--reuse-values' : '--reset-then-reuse-values';
}

/** Which cluster is meant, in words that helm and phasegate share. */
const cluster = ({ kubeContext, kubeconfig }: HelmRelease): readonly string[] => [
  ...(kubeContext === undefined ? [] : ['--kube-context', kubeContext]),
  ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
];

const connection = (release: HelmRelease): readonly string[] => [
  '-n',
  release.namespace,
  ...cluster(release),
];

/** Helm tells a post-renderer neither namespace nor context, so a gate has to be told them again. */
const gate = (release: HelmRelease): readonly string[] => [
  ...['--gate', ...(release.isGuarded ? ['--stamp'] : []), '--namespace', release.namespace],
  ...cluster(release),
];

/** A config that is named has its packs loaded. */
const configFlag = ({ config }: HelmRelease): readonly string[] =>
  config === undefined ? [] : ['--config', config];

/** phasegate in Helm's way: Helm 3 runs the program, Helm 4 a plugin of that name, which renders unless told else. */
function postRenderer(release: HelmRelease, { phase, gated }: HelmUpgrade): readonly string[] {
  const words = [
    ...(release.helm === 3 ? ['render'] : []),
    ...['--phase', phase.id],
    ...configFlag(release),
    ...(gated ? gate(release) : []),
  ];
  return ['--post-renderer', 'phasegate', ...words.flatMap((word) => ['--post-renderer-args', word])];
}

/** The words of `helm upgrade` to a chart and phase, each an argument; the phase's own values are written out. */
export const helmUpgrade = (release: HelmRelease, upgrade: HelmUpgrade): readonly string[] => [
  ...['helm', 'upgrade', release.release, release.chartRef, '--version', upgrade.to],
  ...connection(release),
  reuseFlag(upgrade),
  ...[...(upgrade.phase.values ?? []), ...(upgrade.set ?? [])].flatMap(setFlag),
  ...postRenderer(release, upgrade),
];

const verifyCommand = (release: HelmRelease, phase: string): readonly string[] => [
  ...['phasegate', 'verify'],
  ...connection(release),
  ...[release.release, '--phase', phase],
  ...configFlag(release),
];

/**
 * Back to the revision that was deployed: Helm renders nothing anew, so the stored manifest comes back as it was.
 * Where it is not known Helm takes the one before the last, which may be an upgrade that failed.
 */
const helmRollback = (release: HelmRelease): readonly string[] => [
  ...['helm', 'rollback', release.release],
  ...(release.revision === undefined ? [] : [String(release.revision)]),
  ...connection(release),
];

/** A value as the path of a HelmRelease of Flux takes it. */
export const valueOfHelmRelease = ([path, value]: Assignment): string =>
  `${['spec', 'values', ...path].join('.')}: ${typeof value === 'string' ? JSON.stringify(value) : value}`;

/** What is changed in Git, where somebody else applies the release. */
interface ChangeInGit {
  readonly tool: string;
  readonly object: string;
  /** One field a line, by its path. */
  readonly fields: readonly string[];
}

/** One step of a migration: a single helm upgrade, its proof and its way back. */
export interface RunbookStep extends Pick<Step, 'id' | 'title' | 'why'> {
  /** Words of the command, each an argument. */
  readonly command: readonly string[];
  /** In place of the command and the way back. */
  readonly inGit?: ChangeInGit;
  readonly verify: readonly string[];
  readonly rollback: readonly string[];
  /** What to know before it. */
  readonly notes: readonly string[];
  /** Why it is not to be taken when it is printed. */
  readonly notYet?: NotYet;
}

/** What the commands of a release's steps are made of. */
export interface StepsOf {
  readonly release: HelmRelease;
  /** The chart version that is installed. */
  readonly chart: string;
  readonly phases: Pack['phases'];
  readonly keepsValues?: Chart['keepsValues'];
  readonly operator?: Operator | undefined;
  /** Of the first step: when the others are due depends on when it is taken. */
  readonly notYet?: NotYet | undefined;
}

/** Steps with their commands, each on the chart that the one before it leaves. */
export function runbookSteps(
  steps: readonly Step[],
  { release, chart, notYet, ...rest }: StepsOf,
): readonly RunbookStep[] {
  const { revision: _, ...later } = release;
  return steps.map((step, index) => {
    const from = steps.slice(0, index).findLast((one) => one.chart !== undefined)?.chart ?? chart;
    // Once a step was taken, the revision to go back to is one that nobody knows yet.
    const of = { release: index === 0 ? release : later, chart: from, ...rest };
    return { ...withCommands(step, of), ...(index === 0 && notYet && { notYet }) };
  });
}

const GATE_IS_PLAN =
  'nothing asks the gate when Git changes: look at the step with phasegate plan before you commit it';

const STAMP_IS_PLAN =
  'the API server takes the change with a stamp of the gate alone: commit the values that phasegate plan --stamp prints with it';

function changeInGit(
  { chart, set = [] }: Step,
  { values = [] }: Pick<Phase, 'values'>,
  { tool, object }: Operator,
): ChangeInGit {
  const version = chart === undefined ? [] : [`spec.chart.spec.version: ${chart}`];
  return { tool, object, fields: [...version, ...[...values, ...set].map(valueOfHelmRelease)] };
}

function withCommands(step: Step, { release, chart, phases, keepsValues, operator }: StepsOf): RunbookStep {
  const { id, title, why, set, gated, notes: said = [], back } = step;
  const notes = operator && gated ? [...said, release.isGuarded ? STAMP_IS_PLAN : GATE_IS_PLAN] : said;
  const to = step.chart ?? chart;
  const phase = (name: string): Pick<Phase, 'id' | 'values'> =>
    phases.find((one) => one.id === name) ?? { id: name };
  const keeps = keepsValues && { keepsValues };
  return {
    ...{ id, title, why, notes },
    ...(operator && { inGit: changeInGit(step, phase(step.phase), operator) }),
    command: helmUpgrade(release, {
      ...{ phase: phase(step.phase), from: chart, to, gated },
      ...(set && { set }),
      ...keeps,
    }),
    verify: verifyCommand(release, step.phase),
    rollback:
      back === undefined
        ? helmRollback(release)
        : helmUpgrade(release, { phase: phase(back), from: to, to, ...keeps }),
  };
}

const FLAG_WITH_VALUE = /^-/;

/** A command over several lines, a flag with its value on each. */
export function shellCommand(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const isValue = last !== undefined && FLAG_WITH_VALUE.test(last.trim()) && !last.trim().includes(' ');
    const opens = word.startsWith('-') && !(isValue && last?.trim() === '--post-renderer-args');
    if (last === undefined || opens) lines.push(shellWord(word));
    else lines[lines.length - 1] = `${last} ${shellWord(word)}`;
  }
  return lines.join(' \\\n    ');
}

const inGitText = ({ tool, object }: ChangeInGit): string =>
  `in Git, in ${object} (${tool} applies it, and would change an upgrade by hand back):`;

const REVERT = 'revert that commit';

/** @param now RFC 3339; left out for what is read later, where the time that is left would be wrong */
function waitText({ earliest, reason }: NotYet, now?: string): string {
  if (earliest === undefined) return `not yet: ${reason}`;
  const until = now === undefined ? undefined : timeUntil(earliest, now);
  return `not before ${earliestTime(earliest)}${until === undefined ? '' : `, ${until}`}: ${reason}`;
}

/** One step for a terminal: what, why, the command, its proof and its way back. @param now RFC 3339 */
export function stepText(
  { title, why, command, inGit, verify, rollback, notes, notYet }: RunbookStep,
  now: string,
): string {
  const change = inGit
    ? [inGitText(inGit), ...inGit.fields.map((field) => `    ${field}`)]
    : [shellCommand(command)];
  return `${[
    title,
    `  ${why}`,
    ...(notYet ? [`  ${waitText(notYet, now)}`] : []),
    ...notes.map((note) => `  note: ${note}`),
    '',
    ...change,
    '',
    'then verify:',
    shellCommand(verify),
    '',
    'to go back:',
    inGit ? REVERT : shellCommand(rollback),
  ].join('\n')}\n`;
}

const fenced = (words: readonly string[]): string => `\`\`\`sh\n${shellCommand(words)}\n\`\`\``;

/** One step as a section of a runbook. */
export function stepMarkdown(step: RunbookStep, index: number): string {
  const { title, why, command, inGit, verify, rollback, notes, notYet } = step;
  const change = inGit
    ? [capitalised(inGitText(inGit)), `\`\`\`text\n${inGit.fields.join('\n')}\n\`\`\``]
    : [fenced(command)];
  return [
    `## ${index + 1}. ${title}`,
    ...(notYet ? [`**${capitalised(waitText(notYet))}.**`] : []),
    why,
    ...(notes.length > 0 ? [notes.map((note) => `- ${note}`).join('\n')] : []),
    ...change,
    '**Verify**',
    fenced(verify),
    '**Going back**',
    inGit ? `${capitalised(REVERT)}.` : fenced(rollback),
  ].join('\n\n');
}

/** A whole migration, as Markdown. @param head what is migrated, and how it stands today */
export const runbook = (
  head: { readonly title: string; readonly text: string },
  steps: readonly RunbookStep[],
): string => `${[`# ${head.title}`, head.text, ...steps.map(stepMarkdown)].join('\n\n')}\n`;
