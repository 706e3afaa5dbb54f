import { describe, expect, it } from 'vitest';
import { BOTH_OFF, type Files, indented, KEPT, lint, storage } from './lint-folder.ts';
import { run } from './run.ts';

const META = 'metadata: {name: profiles, namespace: profiling}\n';
const HEAD = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n${META}`;
const release = (values: string, version = '2.2.1'): string => `${HEAD}spec:
  chart: {spec: {chart: pyroscope, version: ${version}, sourceRef: {kind: HelmRepository, name: grafana}}}
  values:
${indented(values, 4)}`;
const merge = (values: string): string => `${HEAD}spec:\n  values:\n${indented(values, 4)}`;
const PATH = '/spec/values/architecture/storage';

/** A kustomization of production that takes in that of base. @param patches what it says of patches */
const overlaid = (patches: string, base = storage('v1: true') + KEPT): Files => ({
  'base/release.yaml': release(base),
  'base/kustomization.yaml': 'resources: [release.yaml]\n',
  'production/kustomization.yaml': `resources: [../base]\n${patches}`,
});
const inText = (text: string, target = ''): string =>
  `patches:\n  - ${target}patch: |-\n${indented(text, 6)}`;
const ALL = ['base/release.yaml', 'base/kustomization.yaml', 'production/kustomization.yaml'];

describe('a kustomization that patches a HelmRelease', () => {
  it.each([
    ['patches', inText(merge(storage('v1: false'))), 9],
    [
      'patches with a target, whatever name is in the text',
      inText(
        merge(storage('v1: false')).replace('name: profiles', 'name: any'),
        'target: {kind: HelmRelease, name: prof.*}\n    ',
      ),
      10,
    ],
    [
      'patchesStrategicMerge',
      `patchesStrategicMerge:\n  - |-\n${indented(merge(storage('v1: false')), 4)}`,
      9,
    ],
    [
      'operations',
      inText(
        `- op: replace\n  path: ${PATH}/v1\n  value: false\n`,
        'target: {kind: HelmRelease, name: profiles}\n    ',
      ),
      7,
    ],
    [
      'patchesJson6902 in JSON',
      `patchesJson6902:\n  - target: {group: helm.toolkit.fluxcd.io, version: v2, kind: HelmRelease, name: profiles}\n    patch: '[{"op": "add", "path": "${PATH}/v1", "value": false}]'\n`,
      4,
    ],
  ])('is judged with %s', async (_, patches, line) => {
    const files = overlaid(patches, storage('v1: true, v2: false') + KEPT);
    const { told, findings } = await lint(files, 'production/kustomization.yaml');
    const off = findings.filter(({ ruleId }) => ruleId === 'pyroscope/both-layers-off');
    expect(told).toEqual([expect.stringContaining(BOTH_OFF)]);
    expect(off).toHaveLength(1);
    // What the base has is right until the patch; a mistake in the patch itself is told in it.
    const wrong = patches.replaceAll('false', '[]');
    const odd = await lint(overlaid(wrong), 'production/kustomization.yaml');
    expect(odd.told).toContain(`production/kustomization.yaml:${line} error wrong-type`);
    expect(odd.values).toMatchObject([
      { name: expect.stringContaining('HelmRelease profiling/profiles, patched in production') },
    ]);
  });

  it('is judged alike in each of the files, and a mistake is told once', async () => {
    const files = overlaid(inText(merge(storage('v2: false'))));
    for (const file of ALL.filter((one) => one !== 'base/kustomization.yaml'))
      expect((await lint(files, file)).told).toEqual([]);
    const off = overlaid(inText(merge(storage('v2: false'))), storage('v1: false') + KEPT);
    expect((await lint(off, ...ALL)).told).toEqual([`production/kustomization.yaml:9 ${BOTH_OFF}`]);
  });

  it('may mend what the base alone gets wrong', async () => {
    const files = overlaid(inText(merge(storage('v2: true'))), storage('v1: false, v2: false') + KEPT);
    expect((await lint(files, ...ALL)).told).toEqual([]);
  });

  it.each([
    ['a map of values', merge(storage('v1: false')), ''],
    ['operations', `- {op: add, path: ${PATH}/v1, value: false}\n`, 'target: {kind: HelmRelease}\n    '],
  ])('may name a file with %s', async (_, text, target) => {
    const files = {
      ...overlaid(`patches:\n  - ${target}path: ../patches/p.yaml\n`, storage('v1: true, v2: false') + KEPT),
      'patches/p.yaml': text,
    };
    const { told, values } = await lint(files, 'patches/p.yaml');
    expect(told).toEqual([expect.stringContaining(BOTH_OFF)]);
    expect(values).toMatchObject([{ chart: '2.2.1', chartIsGuessed: false }]);
  });

  it('takes the version of a patch, and keeps the position of the base', async () => {
    const version = inText(
      '- {op: replace, path: /spec/chart/spec/version, value: 2.0.1}\n',
      'target: {kind: HelmRelease}\n    ',
    );
    const files = overlaid(version, storage('v1: false') + KEPT);
    const { told, values } = await lint(files, 'base/release.yaml');
    expect(told).toEqual([`base/release.yaml:7 ${BOTH_OFF}`]);
    expect(values).toMatchObject([
      { chart: '2.0.1', chartSource: 'HelmRelease at production/kustomization.yaml:5:62' },
    ]);
  });

  it('brings a default of the chart back where it merges a null', async () => {
    const base = storage('v1: false, v2: false') + KEPT;
    expect((await lint(overlaid(inText(merge(storage('v2: null'))), base), ...ALL)).told).toEqual([]);
    const set = inText(
      `- {op: replace, path: ${PATH}/v2, value: null}\n`,
      'target: {kind: HelmRelease}\n    ',
    );
    expect((await lint(overlaid(set, base), ...ALL)).told).toEqual([expect.stringContaining(BOTH_OFF)]);
  });

  it('replaces a list, or a map where the patch says so', async () => {
    const base = `${KEPT}nonsense: {a: 1}\n`;
    const gone = inText(merge('nonsense: {$patch: delete}\n'));
    expect((await lint(overlaid(gone, base), ...ALL)).told).toEqual([]);
    const other = inText(merge('pyroscope: {$patch: replace, odd: 1}\n'));
    const { told } = await lint(overlaid(other, base), 'production/kustomization.yaml');
    expect(told).toContain('production/kustomization.yaml:9 warning unknown-key');
  });

  it('is applied over the patches of what it takes in, and of its components', async () => {
    const files = {
      ...overlaid(`components: [../component]\n${inText(merge(storage('v2: true')))}`, KEPT),
      'base/kustomization.yaml': `resources: [release.yaml]\n${inText(merge(storage('v1: true, v2: false')))}`,
      'component/kustomization.yaml': `kind: Component\n${inText(merge(storage('v1: false')))}`,
    };
    const all = [...ALL, 'component/kustomization.yaml'];
    expect((await lint(files, ...all)).told).toEqual([]);
    for (const file of all) expect((await lint(files, file)).told).toEqual([]);
    const off = {
      ...files,
      'production/kustomization.yaml': 'resources: [../base]\ncomponents: [../component]\n',
    };
    expect((await lint(off, ...all)).told).toEqual([`base/kustomization.yaml:9 ${BOTH_OFF}`]);
  });

  it.each([
    ['a selector', inText('- {op: add, path: /spec/x, value: 1}\n', 'target: {labelSelector: a=b}\n    ')],
    ['a remote component', 'components: [github.com/example/component]\n'],
    ['a broken patch', inText('a: [\n', 'target: {kind: HelmRelease}\n    ')],
    ['a missing patch', 'patches:\n  - path: missing.yaml\n    target: {kind: HelmRelease}\n'],
    [
      'an operation that does not fit',
      inText(
        '- {op: replace, path: /spec/values/not/there, value: 1}\n',
        'target: {kind: HelmRelease}\n    ',
      ),
    ],
    [
      'a replacement',
      'replacements:\n  - source: {kind: ConfigMap, name: c}\n    targets: [{select: {kind: HelmRelease}, fieldPaths: [spec.values]}]\n',
    ],
  ])('leaves open what %s does', async (_, patches) => {
    const files = overlaid(patches, storage('v1: false, v2: false') + KEPT);
    const { told, values } = await lint(files, 'base/release.yaml');
    expect(told).toEqual([]);
    expect(values).toMatchObject([
      { unread: [expect.stringMatching(/kustomiz|component|patch|replacement/)] },
    ]);
  });

  it.each([
    ['another kind', inText('- {op: add, path: /spec/x, value: 1}\n', 'target: {kind: Deployment}\n    ')],
    ['a part of its name', inText('- {op: add, path: /spec/x, value: 1}\n', 'target: {name: prof}\n    ')],
  ])('is as it was where a patch is for %s', async (_, patches) => {
    const files = overlaid(patches, storage('v1: false, v2: false') + KEPT);
    const { told, values } = await lint(files, 'base/release.yaml');
    expect(told).toEqual([`base/release.yaml:7 ${BOTH_OFF}`]);
    expect(values).toMatchObject([{ name: 'base/release.yaml (HelmRelease profiling/profiles)' }]);
    expect((await lint(files, 'production/kustomization.yaml')).values).toEqual([]);
  });

  it('takes away what it deletes', async () => {
    const files = overlaid(inText(`${HEAD}$patch: delete\n`), storage('v1: false, v2: false'));
    expect((await lint(files, 'production/kustomization.yaml')).told).toEqual([]);
  });
});

describe('fixes in operations of a file', () => {
  const STORE = '/spec/values/pyroscope/structuredConfig/storage/s3/bucket';
  const files = (patch: string): Files => ({
    ...overlaid(
      'patches:\n  - path: p.yaml\n    target: {kind: HelmRelease}\n',
      `${KEPT}pyroscope:
  tolerations: [{key: a, operator: Exists}]
  structuredConfig: {storage: {backend: s3, s3: {endpoint: e, bucket_name: b, bucket: b}}}
`,
    ),
    'production/p.yaml': patch,
  });
  const append = (value: string): string =>
    `- op: add\n  path: /spec/values/pyroscope/tolerations/-\n  value: ${value}\n`;
  const fixed = async (patch: string) => {
    const all = { '.git/HEAD': '', ...files(patch) };
    const { out, file } = await run(['lint', 'production/p.yaml', '--fix'], { files: all });
    return { out, text: file('production/p.yaml') };
  };

  it('are made in what an operation appends', async () => {
    const of = (word: string): string =>
      append('{key: b, value: "x"}') + append(`\n    key: c\n    value: ${word}`);
    expect((await fixed(of('true'))).text).toBe(of('"true"'));
  });

  it('are not made where an anchor gives the value to another operation', async () => {
    const patch = append('{key: b, value: &on true}') + append('{key: c, value: *on}');
    const { out, text } = await fixed(patch);
    expect(text).toBe(patch);
    expect(out).toContain('it would also change spec.values.pyroscope.tolerations.-.value');
  });

  it('say which words a boolean may stand for', async () => {
    const patch = append('{key: b, value: yes}');
    const { out, text } = await fixed(patch);
    expect(text).toBe(patch);
    expect(out).toContain('write "yes" or "true" in quotes, whichever is meant');
  });

  it('say that a key stands in the path', async () => {
    const patch = `- {op: replace, path: ${STORE}, value: third}\n- {op: remove, path: ${STORE}_name}\n`;
    const { out, text } = await fixed(patch);
    expect(text).toBe(patch);
    expect(out).toContain("--fix leaves it to you: the key stands in the operation's path");
  });
});

describe('a kustomization that patches another object', () => {
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: profiles}
spec:
  source:
    repoURL: https://charts.example.org
    chart: pyroscope
    targetRevision: 2.2.1
    helm:
      parameters: [{name: architecture.storage.v1, value: "true"}]
      values: |
${indented(KEPT, 8)}`;
  const files = (patches: string): Files => ({
    'app.yaml': application,
    'kustomization.yaml': `resources: [app.yaml]\n${patches}`,
  });

  it('may put another text in the place of the values of an Application', async () => {
    const patch = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: profiles}
spec:
  source:
    helm:
      values: |
        nonsense: 1
`;
    const { told, findings } = await lint(files(inText(patch)), 'kustomization.yaml');
    expect(told).toContain('kustomization.yaml:11 warning unknown-key');
    expect(findings.find(({ ruleId }) => ruleId === 'unknown-key')?.path).toBe(
      'patches.0.patch.spec.source.helm.values.nonsense',
    );
  });

  it('may add a parameter to an Application', async () => {
    const patch = `- op: add
  path: /spec/source/helm/parameters/-
  value: {name: architecture.storage.v2, value: "false"}
- op: replace
  path: /spec/source/helm/parameters/0/value
  value: "false"
`;
    const { told } = await lint(files(inText(patch, 'target: {kind: Application}\n    ')), 'app.yaml');
    expect(told).toEqual([expect.stringContaining(`kustomization.yaml:7 ${BOTH_OFF}`)]);
  });

  it('counts as it is patched for a file that it names', async () => {
    const named = application.replace('parameters:', 'valueFiles: [$v/conf.yaml]\n      parameters:');
    const multi = named.replace(
      / {2}source:\n(.*)$/s,
      (_, source: string) =>
        `  sources:\n    - {repoURL: https://git.example.org/a, ref: v}\n    -\n${indented(source, 2)}`,
    );
    const patch = '- {op: replace, path: /spec/sources/1/helm/parameters/0/value, value: "true"}\n';
    const all = {
      'app.yaml': multi.replace('value: "true"', 'value: "false"'),
      'kustomization.yaml': `resources: [app.yaml]\n${inText(patch, 'target: {kind: Application}\n    ')}`,
      'conf.yaml': storage('v2: false'),
    };
    const { told, values } = await lint(all, 'conf.yaml');
    expect([told, values.length]).toEqual([[], 1]);
  });

  it('may change the HelmChart of k3s', async () => {
    const chart = `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: profiles}
spec:
  chart: pyroscope
  version: 2.2.1
  valuesContent: |-
${indented(storage('v1: true') + KEPT, 4)}`;
    const set = `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: profiles}
spec:
  set: {architecture.storage.v1: "false", architecture.storage.v2: "false"}
`;
    const { told } = await lint(
      { 'chart.yaml': chart, 'kustomization.yaml': `resources: [chart.yaml]\n${inText(set)}` },
      'kustomization.yaml',
    );
    expect(told).toEqual([expect.stringContaining(`kustomization.yaml:8 ${BOTH_OFF}`)]);
  });

  it.each([
    ['operations', '- op: replace\n  path: /spec/values\n  value:\n', 4],
    ['operations behind a line of dashes', '---\n- op: add\n  path: /spec/values\n  value:\n', 4],
  ])('may hold what --fix mends, in a file of %s', async (_, head, by) => {
    const { findings } = await lint(
      {
        'release.yaml': release(storage('v2: true') + KEPT),
        'patch.yaml': `${head}${indented('pyroscope: {structuredConfig: {storage: {backend: s3, s3: {bucketName: b}}}}\n', by)}`,
        'kustomization.yaml':
          'resources: [release.yaml]\npatches:\n  - {target: {kind: HelmRelease}, path: patch.yaml}\n',
      },
      'patch.yaml',
    );
    const found = findings.find(({ ruleId }) => ruleId === 'pyroscope/s3-bucket-name-key');
    expect(found?.fixable).toBe(true);
  });

  it('leaves a patch within a kustomization to be edited by hand, and says no other reason', async () => {
    const config = 'pyroscope: {structuredConfig: {storage: {backend: s3, s3: {endpoint: e, bucket: b}}}}\n';
    const { findings } = await lint(
      overlaid(inText(merge(config), 'target: {kind: HelmRelease}\n    ')),
      'production/kustomization.yaml',
    );
    const found = findings.find(({ ruleId }) => ruleId === 'pyroscope/s3-bucket-name-key');
    expect(found?.file).toBe('production/kustomization.yaml');
    expect(JSON.stringify(found)).not.toContain('would also change');
  });

  it('is told to rename a key of the bucket that another file has right', async () => {
    const config = (key: string): string =>
      `pyroscope: {structuredConfig: {storage: {backend: s3, s3: {endpoint: e, ${key}: b}}}}\n`;
    const files = overlaid(inText(merge(config('bucket_name'))), config('bucket'));
    const { findings } = await lint(files, 'production/kustomization.yaml');
    const found = findings.find(({ ruleId }) => ruleId === 'pyroscope/s3-bucket-name-key');
    expect(found?.fixable ?? false).toBe(false);
    expect(JSON.stringify(found)).toContain('rename bucket to bucket_name');
  });
});
