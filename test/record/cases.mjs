// What the program is asked: the golden cases, the real renders, the values files as their users wrote them.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const CONFORMANCE = resolve(process.env.PHASEGATE_CONFORMANCE ?? join(ROOT, '../shared/conformance'));

/**
 * The golden cases as they were when the record was made: a tree of this repository's history. Later cases are judged by
 * the golden suite alone, and a case that is rewritten there still counts here.
 */
const GOLDEN_TREE = 'b38f2180a13c45806a51c0977fb895da3ccb91ee';

const STATED = {
  none: [],
  v1: ['--phase', 'v1'],
  dual: ['--phase', 'dual'],
  v2: ['--phase', 'v2'],
  weighted: [
    ...['--phase', 'dual', '--ingester-weight', '0.75', '--segment-writer-weight', '1'],
    ...['--query-backend-from', '2026-11-01T00:00:00Z'],
  ],
};
const MODES = ['enforce', 'check'];

/** Runs `use` in a new folder, which is gone afterwards. */
async function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-record-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Paths of files below a folder, relative to it, in order. */
const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();

/** `VARIABLE=value … phasegate words`, words split at blanks, quotes as a shell takes them. */
function readCommand(text) {
  const words = [...text.trim().matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
  const program = words.indexOf('phasegate');
  const env = Object.fromEntries(words.slice(0, program).map((word) => word.split(/=(.*)/s).slice(0, 2)));
  return { env, args: words.slice(program + 1) };
}

async function goldenCases(ask) {
  await inFolder(async (folder) => {
    const tree = execFileSync('git', ['archive', GOLDEN_TREE], { cwd: ROOT, maxBuffer: 1 << 28 });
    execFileSync('tar', ['-x', '-C', folder], { input: tree });
    for (const file of filesBelow(folder).filter((name) => name.endsWith('/command.txt'))) {
      const name = dirname(file);
      const given = join(folder, name, 'input.yaml');
      const input = existsSync(given) ? readFileSync(given) : undefined;
      const run = readCommand(readFileSync(join(folder, file), 'utf8'));
      for (const output of ['stdout.yaml', 'stdout.txt', 'stderr.txt', 'exit-code.txt', 'after'])
        rmSync(join(folder, name, output), { recursive: true, force: true });
      await ask(name, { ...run, input, work: join(folder, name) });
    }
  });
}

const RENDERS = join(CONFORMANCE, 'pyroscope');

async function renderCases(ask) {
  await inFolder(async (work) => {
    for (const file of filesBelow(RENDERS).filter((name) => name.endsWith('.yaml'))) {
      const input = readFileSync(join(RENDERS, file));
      for (const [stated, flags] of Object.entries(STATED))
        for (const mode of MODES)
          await ask(`${file} ${stated} ${mode}`, {
            args: ['render', ...flags, '--mode', mode],
            input,
            work,
          });
    }
  });
}

const VALUES = join(CONFORMANCE, 'values');

/** The chart version that the author pinned, as the table of the files says. */
function pinned(file) {
  const row = readFileSync(join(VALUES, 'README.md'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${file} `));
  return /^\d+\.\d+\.\d+/.exec(row?.split('|')[3]?.trim() ?? '')?.[0];
}

async function valuesCases(ask) {
  await inFolder(async (work) => {
    for (const file of filesBelow(VALUES).filter((name) => name.endsWith('.yaml'))) {
      mkdirSync(dirname(join(work, file)), { recursive: true });
      cpSync(join(VALUES, file), join(work, file));
      const charts = { around: [], pinned: pinned(file), newest: '2.2.1' };
      for (const [chart, version] of Object.entries(charts)) {
        if (version === undefined) continue;
        const flags = chart === 'around' ? [] : ['--chart-version', version];
        await ask(`${file} ${chart}`, { args: ['lint', file, ...flags], work });
      }
      rmSync(join(work, file));
    }
  });
}

function hasGoldenTree() {
  try {
    execFileSync('git', ['cat-file', '-e', GOLDEN_TREE], { cwd: ROOT, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * @typedef {(name: string, run: import('./program.mjs').Run) => Promise<void>} Ask
 * Kinds of cases, each with what is missing on this machine, if anything is.
 */
export const SOURCES = [
  {
    name: 'golden',
    cases: goldenCases,
    missing: hasGoldenTree() ? undefined : `tree ${GOLDEN_TREE} (a clone without the history)`,
  },
  { name: 'renders', cases: renderCases, missing: existsSync(RENDERS) ? undefined : RENDERS },
  { name: 'values', cases: valuesCases, missing: existsSync(VALUES) ? undefined : VALUES },
];
