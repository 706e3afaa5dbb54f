import { rowsOf } from '../../../src/chart/table.ts';
import { pachctlOf } from '../../../src/packs/pachyderm/facts/pachctl.ts';
import { pathBetween } from '../../../src/packs/pachyderm/facts/versions.ts';
import table from '../../../src/packs/pachyderm/facts/versions.tsv';
import { runbookOf } from '../../../src/packs/pachyderm/guide/runbook.ts';
import { run } from '../tools/run.ts';

/** First and last versions of all rows of the table of steps, of 1.x. */
const VERSIONS = [
  ...new Set(
    rowsOf(table)
      .flatMap((row) => row.slice(0, 4))
      .filter((version) => version.startsWith('1.')),
  ),
];

/** What the text of a runbook says that these may stand for. */
const VALUES: readonly (readonly [RegExp, string])[] = [
  [/\$DEPLOY_ARGUMENTS/, 'amazon BUCKET REGION 10 --dynamic-etcd-nodes 1 --iam-role ROLE'],
  [/\$DEPLOY_FLAGS/, '--dynamic-etcd-nodes 1'],
  [/"\$DISK_GB"/, '10'],
  [/"\$\w+"/g, 'word'],
];

/** Every command line of pachctl of a version in the runbooks from it and to it, as lists of words; each once. */
export function runbookCommands(version: string): readonly string[][] {
  const program = `pachctl-${version}`;
  const runbooks = VERSIONS.flatMap((other) => [
    ...runbooksBetween(version, other, version),
    ...runbooksBetween(other, version, version),
  ]);
  const lines = runbooks.flatMap((text) =>
    [
      ...text.matchAll(new RegExp(`(?<![\\w/-])${program.replaceAll('.', '\\.')} ([a-z][^<>|;#)\\n]*)`, 'g')),
    ].map(([, line = '']) =>
      VALUES.reduce((filled, [pattern, value]) => filled.replace(pattern, value), line),
    ),
  );
  const plain = lines.map((line) => line.replace(/`.*/, '').replace(/ 2$/, '').trim());
  return [...new Set(plain)].sort().map((line) => line.split(/\s+/));
}

function runbooksBetween(from: string, to: string, version: string): readonly string[] {
  return [false, true].flatMap((inPlace) => {
    const path = pathBetween(from, to, inPlace);
    if (!path.ok) return [];
    return path.value
      .filter((step) => step.from === version || step.to === version)
      .flatMap((step) => {
        const flags = {
          ...{ namespace: 'pach', context: 'prod', inPlace, debug: false },
          ...(step.kind === 'restore' && { newNamespace: 'pach-new' }),
        };
        return BUCKETS.map((buckets) => runbookOf([step], { ...flags, ...buckets }));
      });
  });
}

/** They decide which words `deploy` gets. */
const BUCKETS = [
  {},
  { oldBucket: 's3://data', newBucket: 's3://clone' },
  { oldBucket: 'gs://data', newBucket: 'gs://clone' },
];

/** What the gates ask pachctl of a version, as in `verify/cluster.ts` and `verify/asking.ts`. */
export function gateCommands(version: string): readonly string[][] {
  const { verb, place } = pachctlOf(version);
  return [
    ['version'],
    [...verb('list', 'pipeline'), '--raw'],
    [...verb('list', 'repo'), '--raw'],
    [...verb('list', 'commit'), 'repo', '--raw'],
    [...verb('list', 'file'), ...place('repo', 'commit', '/'), '--raw'],
    [...verb('get', 'file'), ...place('repo', 'commit', '/file'), '--output', 'file'],
  ];
}

/**
 * Whether a real pachctl knows a command and its flags: it parses all of them before it shows the help.
 * @returns undefined, or what it says instead
 */
export async function refusalOf(
  pachctl: string,
  words: readonly string[],
  home: string,
): Promise<string | undefined> {
  const env = { PATH: process.env.PATH ?? '', HOME: home };
  const { status, stdout, stderr } = await run(pachctl, [...words, '--help'], { env });
  const said = `${stdout}${stderr}`;
  if (status !== 0) return said.trim();
  const used = /^Usage:\n\s+\S+ (.*)$/m.exec(said)?.[1] ?? '';
  // Help of the command above it is what an unknown one gets.
  const isThat = used.split(' ')[0] === words[0] && !used.includes('[command]');
  return isThat ? undefined : `it shows the help of ${JSON.stringify(used)}`;
}
