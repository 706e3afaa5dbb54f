import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestOf, projectWithPack } from './project.ts';

const project = await projectWithPack();
const { cwd, run } = project;

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  project.write(name, text);
};

/** Its bucket is missing, and its last key unknown. */
const LEDGER = 'store: both\nbuckets: books\n';
/** A key of the chart is misspelt. */
const PYROSCOPE = 'pyroscope:\n  replicaCuont: 1\n';

const indented = (text: string, by: string): string => text.replaceAll(/^(?=.)/gm, by);

const helmRelease = (chart: string, version: string, values: string): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${chart}}
spec:
  chart: {spec: {chart: ${chart}, version: ${version}}}
  values:
${indented(values, '    ')}`;

const application = (chart: string, version: string, values: string): string =>
  `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${chart}}
spec:
  source:
    chart: ${chart}
    targetRevision: ${version}
    helm:
      valuesObject:
${indented(values, '        ')}`;

interface Report {
  readonly findings: readonly { readonly ruleId: string; readonly file: string }[];
  readonly values: readonly { readonly name: string; readonly pack: string; readonly chart: string }[];
}

async function lint(words: string): Promise<Report & { readonly err: string }> {
  const { out, err } = await run(`lint ${words} --format json`);
  return { ...(JSON.parse(out) as Report), err };
}

/** `file: rule`, sorted, of findings in a file. */
const rulesIn = ({ findings }: Report, file: string): readonly string[] =>
  findings.flatMap((one) => (one.file === file ? one.ruleId : [])).toSorted();

/** `name pack chart` of all values. */
const judged = ({ values }: Report): readonly string[] =>
  values.map(({ name, pack, chart }) => `${name} ${pack} ${chart}`);

const OF_LEDGER = ['ledger/bucket-missing', 'unknown-key'];

describe('lint of a repository with several products', () => {
  it('judges plain files by the pack whose chart knows their keys', async () => {
    write('plain/books.yaml', LEDGER);
    write('plain/profiles.yaml', PYROSCOPE);
    const report = await lint('plain/books.yaml plain/profiles.yaml');
    expect(judged(report)).toEqual([
      'plain/books.yaml ledger 1.1.0',
      expect.stringMatching(/^plain\/profiles\.yaml pyroscope 2\./),
    ]);
    expect(rulesIn(report, 'plain/books.yaml')).toEqual(OF_LEDGER);
    expect(rulesIn(report, 'plain/profiles.yaml')).toContain('unknown-key');
    const { out } = await run('lint plain/books.yaml plain/profiles.yaml');
    expect(out).toContain('plain/books.yaml: pack ledger, chart 1.1.0 (the newest known)\n');
  });

  it('passes over a file that no chart knows, but for --pack', async () => {
    write('none/values.yaml', 'something: 1\n');
    expect(judged(await lint('none/values.yaml'))).toEqual([]);
    expect(judged(await lint('none/values.yaml --pack pyroscope'))).toEqual([
      expect.stringMatching(/^none\/values\.yaml pyroscope /),
    ]);
  });

  it.each([
    ['HelmReleases of one file', helmRelease],
    ['Applications of one file', application],
  ])('judges %s each by its pack', async (_, manifest) => {
    write(
      'gitops/all.yaml',
      ['pyroscope', 'ledger', 'loki']
        .map((chart) => manifest(chart, '1.0.0', chart === 'pyroscope' ? PYROSCOPE : LEDGER))
        .join('---\n'),
    );
    const report = await lint('gitops/all.yaml');
    expect(report.values.map(({ pack, chart }) => `${pack} ${chart}`)).toEqual([
      'pyroscope 1.0.0',
      'ledger 1.0.0',
    ]);
    expect(rulesIn(report, 'gitops/all.yaml')).toEqual(
      expect.arrayContaining(['ledger/bucket-missing', 'unknown-key']),
    );
    expect(rulesIn(report, 'gitops/all.yaml').filter((one) => one === 'unknown-key')).toHaveLength(2);
  });

  it('judges the releases of a helmfile and the files that they name', async () => {
    write(
      'fleet/helmfile.yaml',
      `releases:
  - {name: books, chart: stable/ledger, version: 1.0.0, values: [{store: both}, one.yaml]}
  - {name: profiles, chart: grafana/pyroscope, version: 2.0.3, values: [two.yaml]}
`,
    );
    write('fleet/one.yaml', '{}\n');
    write('fleet/two.yaml', '{}\n');
    expect(judged(await lint('fleet/helmfile.yaml fleet/one.yaml fleet/two.yaml'))).toEqual([
      'fleet/helmfile.yaml (release books) ledger 1.0.0',
      'fleet/helmfile.yaml (release profiles) pyroscope 2.0.3',
      'fleet/one.yaml ledger 1.0.0',
      'fleet/two.yaml pyroscope 2.0.3',
    ]);
  });

  it('judges both dependencies of one umbrella chart', async () => {
    write(
      'umbrella/Chart.yaml',
      'name: all\nversion: 1.0.0\ndependencies:\n  - {name: pyroscope, version: 2.0.3}\n  - {name: ledger, version: 1.0.0, alias: books}\n',
    );
    write('umbrella/values.yaml', `books:\n${indented(LEDGER, '  ')}pyroscope:\n  pyroscope: {}\n`);
    const report = await lint('umbrella/values.yaml');
    expect(judged(report)).toEqual([
      'umbrella/values.yaml (pyroscope) pyroscope 2.0.3',
      'umbrella/values.yaml (books) ledger 1.0.0',
    ]);
    expect(rulesIn(report, 'umbrella/values.yaml')).toEqual(expect.arrayContaining(OF_LEDGER));
  });

  it("knows a chart's own folder, and is silent about the values of another", async () => {
    write('charts/ledger/Chart.yaml', 'name: ledger\nversion: 1.0.0\n');
    write('charts/ledger/values.yaml', '{}\n');
    write('charts/loki/Chart.yaml', 'name: loki\nversion: 6.0.0\n');
    write('charts/loki/values.yaml', LEDGER);
    const report = await lint('charts/ledger/values.yaml charts/loki/values.yaml');
    expect(judged(report)).toEqual(['charts/ledger/values.yaml ledger 1.0.0']);
    expect(report.findings).toEqual([]);
    expect(report.err).toContain(
      'charts/loki/values.yaml holds values of a chart that does not itself depend on pyroscope, kube-prometheus-stack, prometheus, pachyderm or ledger; skipped',
    );
  });

  it('takes the version of the release in the folder, of the chart that the keys fit', async () => {
    write('beside/pyroscope.yaml', helmRelease('pyroscope', '2.0.3', 'a: 1\n'));
    write('beside/ledger.yaml', helmRelease('ledger', '1.0.0', 'a: 1\n'));
    write('beside/books.yaml', LEDGER);
    expect(judged(await lint('beside/books.yaml'))).toEqual(['beside/books.yaml ledger 1.0.0']);
  });

  it('takes the pack of the one release in the folder where the keys do not decide', async () => {
    write('alone/release.yaml', helmRelease('ledger', '1.0.0', 'a: 1\n'));
    write('alone/values.yaml', '{}\n');
    expect(judged(await lint('alone/values.yaml'))).toEqual(['alone/values.yaml ledger 1.0.0']);
  });

  it('follows a comment, then the config for the file, then its pack for all', async () => {
    write('said/comment.yaml', `# phasegate: pack=pyroscope\n${LEDGER}`);
    write('said/listed.yaml', LEDGER);
    write('said/plain.yaml', PYROSCOPE);
    write(
      'said.yaml',
      'packs: [phasegate-pack-ledger]\nlint: {pack: ledger, overrides: [{files: ["said/[cl]*.yaml"], pack: pyroscope}]}\n',
    );
    const files = 'said/comment.yaml said/listed.yaml said/plain.yaml';
    const report = await lint(`${files} --config said.yaml`);
    expect(report.values.map(({ pack }) => pack)).toEqual(['pyroscope', 'pyroscope', 'ledger']);
  });

  it('limits the run to one pack by --pack', async () => {
    write('limited/all.yaml', [helmRelease('pyroscope', '2.0.3', PYROSCOPE), LEDGER].join('---\n'));
    const report = await lint('gitops/all.yaml plain/profiles.yaml said/comment.yaml --pack ledger');
    expect(report.values.map(({ pack }) => pack)).toEqual(['ledger', 'ledger']);
    expect(report.err).toContain(
      'said/comment.yaml holds values of pack pyroscope, which this run does not use; skipped',
    );
  });

  it('judges a merged release by its keys', async () => {
    expect((await lint('-f values.yaml --set replicas=2')).values.map(({ pack }) => pack)).toEqual([
      'ledger',
    ]);
  });

  it('lets ignores name the rules of every pack', async () => {
    write('ignored.yaml', '# phasegate-ignore ledger/bucket-missing: it comes later\nstore: both\n');
    expect((await lint('ignored.yaml')).findings).toEqual([]);
  });
});

describe('the config', () => {
  it('names the rules of every pack, and those that the engine has for each', async () => {
    const rules = ['unknown-key', 'pyroscope/unknown-chart', 'ledger/unknown-chart', 'bucket-missing'];
    const config = (names: readonly string[]): string =>
      `packs: [phasegate-pack-ledger]\nlint:\n  rules:\n${names.map((name) => `    ${name}: off\n`).join('')}`;
    write('named.yaml', config(rules));
    expect((await lint('plain/books.yaml --config named.yaml')).findings).toEqual([]);
    write('misspelt.yaml', config(['ledger/unknown-chat']));
    const { code, err } = await run('lint plain/books.yaml --config misspelt.yaml');
    expect(code).toBe(2);
    expect(err).toContain('unknown rule ledger/unknown-chat; did you mean ledger/unknown-chart?');
  });
});

describe('the other commands for values', () => {
  it('take --pack, or find the pack by the keys', async () => {
    expect((await run('schema --pack ledger')).out).toContain('"quorum"');
    expect((await run('schema')).out).toContain('"pyroscope"');
    expect((await run('values -f plain/books.yaml')).out).toContain('repository: example/ledger');
    expect((await run('values --pack ledger')).out).toContain('repository: example/ledger');
    expect((await run('schema --pack none')).err).toContain('use pyroscope, prometheus, pachyderm or ledger');
    write('before.yaml', 'store: disk\nbucket: books\n');
    const { code, out } = await run('plan --from-values before.yaml --to-values values.yaml');
    expect([code, out]).toEqual([0, expect.stringContaining('disk')]);
  });

  it('init finds the files of every pack, and keeps the packs that the config names', async () => {
    const { code, out } = await run('init --dry-run --force');
    expect(code).toBe(0);
    expect(out).toContain('packs:\n  - phasegate-pack-ledger\n');
    expect(out).toContain('entry: phasegate lint --allow-packs\n');
    expect(out).toContain('# alone/release.yaml: chart 1.0.0, from');
    expect(out).toContain('# beside/pyroscope.yaml: chart 2.0.3, from');
  });
});

describe('render of a stream with several products', () => {
  const profiles = readFileSync(
    resolve(import.meta.dirname, '../../../golden/inputs/2.2.1/microservices/dual.yaml'),
    'utf8',
  );
  const books = manifestOf('disk');
  const stream = `${books}${profiles}`;

  it('takes each release to its phase of the config', async () => {
    write(
      'phases.yaml',
      'packs: [phasegate-pack-ledger]\nreleases:\n  - {name: books, phase: both}\n  - {name: pyroscope, phase: v2}\n',
    );
    const alone = await run('render --phase v2', profiles);
    expect(alone.code).toBe(0);
    expect(alone.out).not.toBe(profiles);
    const { code, out } = await run('render --config phases.yaml', stream);
    expect([code, out]).toEqual([0, `${manifestOf('both')}${alone.out}`]);
  });

  it('takes two products of one release each to its phase', async () => {
    write(
      'platform.yaml',
      'packs: [phasegate-pack-ledger]\nreleases:\n  - {name: pyroscope, pack: ledger, phase: both}\n  - {name: pyroscope, pack: pyroscope, phase: v2}\n',
    );
    const named = (text: string) => text.replaceAll('instance: books', 'instance: pyroscope');
    const alone = await run('render --phase v2', profiles);
    const { code, out } = await run('render --config platform.yaml', `${named(books)}${profiles}`);
    expect([code, out]).toEqual([0, `${named(manifestOf('both'))}${alone.out}`]);
  });

  it.each([
    [
      'dual',
      'release books is of Ledger, which has no phase "dual" (from --phase dual); use disk, both or bucket',
    ],
    [
      'both',
      'release pyroscope is of Pyroscope, which has no phase "both" (from --phase both); use v1, dual or v2',
    ],
  ])('says for which release --phase %s does not fit, and what to write instead', async (phase, message) => {
    const { code, out, err } = await run(`render --phase ${phase}`, stream);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      `phasegate: ${message}; to give each release its own phase, write it under releases: in phasegate.yaml and leave --phase ${phase} out\n`,
    );
  });
});
