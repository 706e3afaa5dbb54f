import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Io } from '../../../src/cli/io.ts';
import { readRenderFlags, variablesOf } from '../../../src/cli/render/flags.ts';
import { startRender } from '../../../src/cli/render/options.ts';
import { EarlyExit } from '../../../src/early-exit.ts';
import { RELEASE_PACKS } from '../../../src/packs/index.ts';
import type { ReleaseOfPack } from '../../../src/release/intent.ts';
import { ioIn } from '../../in-process.ts';
import { mutated } from '../../property/mutated-text.ts';
import { bytesOf, type FuzzTarget, gist, headAndText } from '../target.ts';

/** Names another release of the cluster, which is asked for by starting helm. */
const ASKS_CLUSTER = /peer-r|PEER_R/;

/** The head's lines are words of the command line; those of the form `NAME=word` are environment variables. */
function worldOf(head: readonly string[]): { readonly argv: string[]; readonly env: Record<string, string> } {
  const lines = head.filter((line) => line !== '' && !ASKS_CLUSTER.test(line));
  const isVariable = (line: string) => /^[A-Z_]+=/.test(line);
  const variables = lines.filter(isVariable).map((line) => /^([A-Z_]+)=(.*)$/s.exec(line)?.slice(1) ?? []);
  return { argv: lines.filter((line) => !isVariable(line)), env: Object.fromEntries(variables) };
}

const RELEASES: readonly ReleaseOfPack[] = ['pyroscope', 'prometheus', 'pachyderm'].map((pack) => ({
  pack,
  name: pack,
  namespace: 'ns',
}));

/** @throws anything but EarlyExit, which is how a command says what is wrong with its input */
async function readIntents(argv: readonly string[], io: Io): Promise<string> {
  try {
    const run = await startRender(readRenderFlags(argv, RELEASE_PACKS), io, RELEASE_PACKS);
    const intents = RELEASES.map((release) => run.intentFor(release));
    for (const intent of intents)
      if (intent.ok) assert.ok(intent.value.settings instanceof Map && intent.value.choices.correct);
    return intents.map((one) => (one.ok ? 'intent' : gist(one.error))).join(', ');
  } catch (error) {
    if (!(error instanceof EarlyExit)) throw error;
    assert.match(error.message, /\S.*\n$/s);
    return gist(error.message);
  }
}

async function checkIntent(input: Uint8Array): Promise<string> {
  const { head, text } = headAndText(input);
  const { argv, env } = worldOf(head);
  const folder = mkdtempSync(join(tmpdir(), 'phasegate-fuzz-'));
  try {
    // Always there, so that none is looked for above the folder.
    writeFileSync(join(folder, 'phasegate.yaml'), text);
    writeFileSync(join(folder, 'values.yaml'), text);
    return await readIntents(argv, ioIn({ cwd: folder, env: { ...env, PATH: folder } }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const WORDS = [
  ...[
    'v1',
    'dual',
    'v2',
    'check',
    'warn',
    'enforce',
    'true',
    'no',
    '',
    ' ',
    '-',
    '--',
    '0.5',
    '2',
    '-1',
    'NaN',
  ],
  ...[
    '24h',
    '1.5d',
    'auto',
    '2026-03-01T00:00:00Z',
    '2.2.1',
    '~2',
    'A1',
    'A6',
    'report.json',
    'report',
    'json',
  ],
  ...[
    'values.yaml',
    'phasegate.yaml',
    'missing.yaml',
    '.',
    'a=b',
    'a[',
    'pyroscope.a=1',
    '{',
    'http://u:p@h',
    'http://[',
  ],
  ...['__proto__', 'constructor', 'é', '"', '$(x)'],
];
const FLAGS = [
  ...[
    '--phase',
    '--mode',
    '--report',
    '--report-format',
    '--correct',
    '--no-correct',
    '-f',
    '--set',
    '--set-string',
  ],
  ...[
    '--chart-version',
    '--server-version',
    '--ingester-weight',
    '--segment-writer-weight',
    '--query-backend-from',
  ],
  ...[
    '--gate-url',
    '--gate-override',
    '--min-soak',
    '--gate-timeout',
    '-n',
    '--kubeconfig',
    '--config',
    '--peer',
  ],
];
const SWITCHES = [
  '--gate',
  '--strict',
  '--diff',
  '--quiet',
  '--debug',
  '--accept-loss',
  '--allow-no-match',
  '--stamp',
  '-h',
];
const KEYS = [
  ...[
    'phase',
    'mode',
    'strict',
    'report',
    'chartVersion',
    'correct',
    'noCorrect',
    'gate',
    'lint',
    'releases',
    'packs',
  ],
  ...[
    'ingesterWeight',
    'queryBackendFrom',
    'name',
    'namespace',
    'minSoak',
    'url',
    'rules',
    'ignores',
    'guard',
    '<<',
  ],
];

const word = fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: 'grapheme', maxLength: 6 }));
const oneLine = word.map((text) => text.replace(/[\n\r]/g, ' '));
const flag = fc
  .tuple(fc.constantFrom(...FLAGS), fc.constantFrom('=', '\n'), oneLine)
  .map((parts) => parts.join(''));
const variable = fc
  .tuple(fc.constantFrom(...variablesOf(RELEASE_PACKS)), oneLine)
  .map(([name, text]) => `${name}=${text}`);
const data = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    word,
    fc.constantFrom(true, false, null, 1, 0.5),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 4 }),
  ),
})).value;
const config = fc.oneof(
  fc.constantFrom(
    '',
    'phase: dual\n',
    'releases:\n  - name: pyroscope\n    phase: v2\n',
    'gate: {minSoak: 1h}\n',
  ),
  fc.dictionary(fc.constantFrom(...KEYS), data, { maxKeys: 4 }).map((all) => JSON.stringify(all)),
);

export const intent: FuzzTarget = {
  name: 'intent',
  holds: 'flags, variables and config of render become an intent, or end in an EarlyExit',
  inputs: fc
    .tuple(
      fc.array(fc.oneof(flag, variable, fc.constantFrom(...SWITCHES)), { maxLength: 4 }),
      fc.oneof(config, mutated(config)),
    )
    .map(([head, text]) => bytesOf(`${head.map((line) => `${line}\n`).join('')}--\n${text}`)),
  runs: 120,
  check: checkIntent,
};
