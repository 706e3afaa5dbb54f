import type { Pack, PackCommand } from '../pack.ts';
import { VERSION } from '../version.ts';
import type { Command } from './io.ts';

interface CommandEntry {
  readonly group: keyof typeof GROUPS;
  /** One line, for the overview and the command's own help. */
  readonly summary: string;
  /** A command's code is loaded when it is called, and not before: Helm waits for every start. */
  readonly load: () => Promise<Command>;
}

const GROUPS = {
  values: 'before anything is rendered',
  render: 'during helm upgrade',
  live: 'against the live system (read-only, through your own helm and kubectl)',
} as const;

const entry = (group: CommandEntry['group'], summary: string, load: CommandEntry['load']): CommandEntry => ({
  group,
  summary,
  load,
});

export const COMMANDS = {
  lint: entry(
    'values',
    'find mistakes in values before anything is rendered',
    async () => (await import('./lint/command.ts')).lint,
  ),
  values: entry(
    'values',
    'print the values as Helm resolves them, credentials included',
    async () => (await import('./values/command.ts')).values,
  ),
  explain: entry(
    'values',
    'explain an id that a message holds: of a rule, a check or the gate',
    async () => (await import('./rules/command.ts')).explain,
  ),
  rules: entry('values', 'list the rules', async () => (await import('./rules/command.ts')).rules),
  schema: entry(
    'values',
    "print the JSON Schema of a chart version's values",
    async () => (await import('./schema/command.ts')).schema,
  ),
  init: entry(
    'values',
    'write phasegate.yaml and a pre-commit hook for the values in this folder',
    async () => (await import('./init/command.ts')).init,
  ),
  render: entry(
    'render',
    'adapt the manifests on stdin to a phase and write them to stdout',
    async () => (await import('./render/command.ts')).render,
  ),
  report: entry(
    'render',
    'show what the last render decided and changed',
    async () => (await import('./report/command.ts')).report,
  ),
  plan: entry(
    'live',
    'show what the next upgrade will do, before you run it',
    async () => (await import('./plan/command.ts')).plan,
  ),
  verify: entry(
    'live',
    'check that the live system works in its phase; changes nothing',
    async () => (await import('./verify/command.ts')).verify,
  ),
  guard: entry(
    'live',
    'print a policy by which the API server refuses what did not pass the gate',
    async () => (await import('./guard/command.ts')).guard,
  ),
  next: entry(
    'live',
    'print the next step: the upgrade, its verification and the rollback',
    async () => (await import('./next/command.ts')).next,
  ),
} as const satisfies Readonly<Record<string, CommandEntry>>;

export type CommandName = keyof typeof COMMANDS;

export const isCommand = (word: string): word is CommandName => Object.hasOwn(COMMANDS, word);

export const commandsOf = (packs: readonly Pack[]): readonly PackCommand[] =>
  packs.flatMap(({ commands = [] }) => commands);

const groupText = (title: string, commands: readonly { name: string; summary: string }[]): string =>
  `${title}\n${commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}\n`).join('')}`;

function groups(packs: readonly Pack[]): readonly string[] {
  const all = Object.entries(COMMANDS).map(([name, command]) => ({ name, ...command }));
  return [
    ...Object.entries(GROUPS).map(([group, title]) =>
      groupText(
        title,
        all.filter((one) => one.group === group),
      ),
    ),
    ...packs.flatMap(({ name, title = name, commands = [] }) =>
      commands.length === 0 ? [] : groupText(`for ${title}`, commands),
    ),
  ];
}

/** What `phasegate --help` prints. */
export const overview = (
  packs: readonly Pack[],
): string => `phasegate ${VERSION}: safety gate for phased storage migrations with Helm

Usage: phasegate [command] [flags]

${groups(packs).join('\n')}
Without a command, phasegate runs render: helm upgrade … --post-renderer phasegate

phasegate help <command> lists the flags of a command; phasegate version prints the version and where it comes from.
Exit codes: 0 success; 1 findings or a refusal; 2 usage, config or input error; 3 internal error.
`;
