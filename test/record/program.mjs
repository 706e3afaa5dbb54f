// Runs the built program in this process: a process a case would cost a minute of start-up.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runWith } from '../../dist/phasegate.js';

/** Written by the program beside what the case asks for, and read back here. */
const JSON_FILE = '.record.json';
const STATE = '.state';
const HASH_LENGTH = 12;

/** Commands whose findings can be had as JSON in a file as well. */
const HAVE_JSON = new Set(['lint', 'plan']);
/** Commands whose standard output is data, not text for people. */
const PRINT_DATA = new Set(['render', 'values', 'schema']);

export const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LENGTH);

/** Helm calls the program with flags alone, which is `render`. */
const commandOf = ([first]) =>
  first === undefined || (first.startsWith('-') && first !== '--help') ? 'render' : first;

/** A finding without its texts: `id:severity@file:line:column`; what is unknown is `-`. */
function entry(id, severity, file, line, column) {
  const place = [file ?? '-', line ?? '-', column ?? '-'].join(':');
  return `${id}:${severity}@${place}`.replaceAll(/\s/g, (blank) => encodeURIComponent(blank));
}

/** The recorded word for what render did and for how bad it found it; nothing for what was let through. */
function wordOf({ outcome, severity }) {
  if (outcome === 'refused') return 'refusal';
  if (outcome === 'corrected') return 'correction';
  if (outcome === 'said') return severity === 'info' ? 'note' : 'warning';
  return undefined;
}

/** Findings of a render stand in the report that it keeps; their file is the release. */
function renderFindings(work) {
  const folder = join(work, STATE, 'phasegate/reports');
  if (!existsSync(folder)) return [];
  const { releases } = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]), 'utf8'));
  return releases.flatMap(({ name, findings }) =>
    findings.flatMap((finding) => {
      const { ruleId, file, line, column } = finding;
      const word = wordOf(finding);
      const place = file === undefined ? [] : [line, column];
      return word === undefined ? [] : [entry(ruleId.replace(/^.*\//, ''), word, name, ...place)];
    }),
  );
}

/** Findings of lint, and of a plan with its notices. */
function valuesFindings(work) {
  if (!existsSync(join(work, JSON_FILE))) return [];
  const { notices = [], findings } = JSON.parse(readFileSync(join(work, JSON_FILE), 'utf8'));
  return [
    ...notices.map(({ id, severity }) => entry(id, severity)),
    ...findings.map(({ ruleId, severity, file, line, column }) =>
      entry(ruleId, severity, file ?? undefined, line ?? undefined, column ?? undefined),
    ),
  ];
}

function filesBelow(folder) {
  return new Map(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((found) => found.isFile())
      .map((found) => join(found.parentPath, found.name))
      .map((path) => [relative(folder, path), readFileSync(path)]),
  );
}

/** Files that the run wrote or changed, by name. */
function writtenFiles(work, before) {
  return [...filesBelow(work)]
    .filter(([name, bytes]) => !before.get(name)?.equals(bytes))
    .filter(([name]) => name !== JSON_FILE && !name.startsWith(STATE))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function outputOf(command, args, stdout, written) {
  if (PRINT_DATA.has(command) && !args.includes('--help')) return hashOf(stdout);
  // Reports and runbooks hold texts and times.
  if (command !== 'lint' && command !== 'init') return '-';
  const data = written.filter(([name]) => !args.some((word) => word.endsWith(`=${name}`)));
  return data.length === 0 ? '-' : hashOf(data.map(([name, bytes]) => `${name}\n${bytes}`).join('\n'));
}

/**
 * @typedef {{args: string[], env?: Record<string, string>, input?: Buffer, work: string}} Run `work` is the folder it
 *   runs in, which holds the case's files and is written to
 * @param {Run} run
 * @returns {Promise<{code: number, output: string, findings: string[]}>} `output` is the hash of the bytes that count, or
 *   `-` where there are only texts for people
 */
export async function answer({ args, env = {}, input = Buffer.alloc(0), work }) {
  const command = commandOf(args);
  const before = command === 'render' ? new Map() : filesBelow(work);
  const words = HAVE_JSON.has(command)
    ? [...args, ...(args.includes('--format') ? [] : ['--format', 'text']), '--format', `json=${JSON_FILE}`]
    : args;
  let stdout = '';
  const code = await runWith(words, {
    env: { PATH: process.env.PATH, HOME: work, XDG_STATE_HOME: join(work, STATE), ...env },
    cwd: work,
    stdinIsTerminal: false,
    stdoutIsTerminal: false,
    colourOnStderr: false,
    colourOnStdout: false,
    interrupted: new AbortController().signal,
    readStdin: () => ({ ok: true, value: input }),
    writeOut: (text) => {
      stdout += text;
      return { ok: true, value: undefined };
    },
    writeError: () => undefined,
  });
  const findings = (command === 'render' ? renderFindings(work) : valuesFindings(work)).toSorted();
  const written = command === 'render' ? [] : writtenFiles(work, before);
  rmSync(join(work, STATE), { recursive: true, force: true });
  rmSync(join(work, JSON_FILE), { force: true });
  return { code, output: outputOf(command, args, stdout, written), findings };
}
