import { describe, expect, it } from 'vitest';
import { BOTH_OFF, type Files, indented, KEPT, lint, storage } from './lint-folder.ts';

const release = (spec: string, metadata = 'name: profiles'): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {${metadata}}
spec:
  chart: {spec: {chart: pyroscope, version: 2.2.1, sourceRef: {kind: HelmRepository, name: grafana}}}
${spec}`;
const inline = (values: string): string => `  values:\n${indented(values, 4)}`;
const OFF = storage('v1: false, v2: false') + KEPT;
const ON = storage('v1: true, v2: true') + KEPT;

/** An operation on the toggle of v2. */
const toggled = (value: boolean, target = '{kind: HelmRelease}'): string =>
  `patches:\n  - target: ${target}\n    patch: '[{"op": "replace", "path": "/spec/values/architecture/storage/v2", "value": ${value}}]'\n`;
const flux = (spec: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: profiles, namespace: flux-system}\nspec:\n${indented(spec, 2)}`;

const base = (values: string, metadata?: string): Files => ({
  'base/release.yaml': release(inline(values), metadata),
  'base/kustomization.yaml': 'resources: [release.yaml]\n',
});
const told = async (files: Files, ...names: readonly string[]) => (await lint(files, ...names)).told;

describe('a base that an overlay patches', () => {
  const patched: Files = {
    ...base(OFF),
    'development/kustomization.yaml': `resources: [../base]\n${toggled(true)}`,
  };

  it.each([
    ['another overlay', { 'production/kustomization.yaml': 'resources: [../base]\n' }],
    ['a Kustomization of Flux', { 'cluster/profiles.yaml': flux('path: ./base\n') }],
    [
      'an Application',
      {
        'cluster/app.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {source: {repoURL: https://git.example.org/a, path: base}}\n',
      },
    ],
  ])('is judged as it is written where %s deploys it like that', async (_, more) => {
    expect(await told(patched, 'base/release.yaml')).toEqual([]);
    const { told: twice, values } = await lint({ ...patched, ...(more as Files) }, 'base/release.yaml');
    expect(twice).toEqual([`base/release.yaml:7 ${BOTH_OFF}`]);
    expect(values.map(({ name }) => name)).toEqual([
      'base/release.yaml (HelmRelease profiles)',
      'base/release.yaml (HelmRelease profiles, patched in development)',
    ]);
  });

  it('and another overlay patches once more is judged as each of them has it', async () => {
    const inner = {
      ...base(ON),
      'base/kustomization.yaml': `resources: [release.yaml]\n${toggled(false).replace('storage/v2', 'storage/v1')}`,
      'development/kustomization.yaml': `resources: [../base]\n${toggled(false)}`,
    };
    expect(await told(inner, 'base/release.yaml')).toEqual([expect.stringContaining(BOTH_OFF)]);
    const mended = { ...inner, 'development/kustomization.yaml': `resources: [../base]\n${toggled(true)}` };
    expect(await told(mended, 'base/release.yaml')).toEqual([]);
    const plain = {
      ...inner,
      ...base(OFF),
      'base/kustomization.yaml': `resources: [release.yaml]\n${toggled(false)}`,
    };
    const both = {
      ...plain,
      'development/kustomization.yaml': `resources: [../base]\n${toggled(true)}`,
      'production/kustomization.yaml': 'resources: [../base]\n',
    };
    expect(await told(both, 'base/release.yaml')).toEqual([`base/kustomization.yaml:4 ${BOTH_OFF}`]);
  });

  it('is not deployed as it is by an overlay that deletes it', async () => {
    const gone = toggled(true).replace(
      /patch: .*/,
      "patch: '{$patch: delete, kind: X, metadata: {name: x}}'",
    );
    const files = { ...patched, 'production/kustomization.yaml': `resources: [../base]\n${gone}` };
    expect(await told(files, 'base/release.yaml')).toEqual([]);
  });
});

describe('a component', () => {
  const files = (patches: string): Files => ({
    'component/release.yaml': release(inline(ON.replace('v1: true', 'v1: false'))),
    'component/kustomization.yaml': 'kind: Component\nresources: [release.yaml]\n',
    'production/kustomization.yaml': `components: [../component]\n${patches}`,
  });

  it('brings objects that the kustomization patches', async () => {
    const expected = [expect.stringContaining(BOTH_OFF)];
    expect(await told(files(toggled(false)), 'production/kustomization.yaml')).toEqual(expected);
    expect(await told(files(''), '**/*.yaml')).toEqual([]);
  });
});

describe('the namespace of a patch', () => {
  const two = (patches: string, namespace = ''): Files => ({
    'base/a.yaml': release(inline(ON.replace('v1: true', 'v1: false')), 'name: profiles, namespace: a'),
    'base/b.yaml': release(inline(ON.replace('v1: true', 'v1: false')), 'name: profiles, namespace: b'),
    'base/c.yaml': release(inline(ON.replace('v1: true', 'v1: false'))),
    'base/kustomization.yaml': `resources: [a.yaml, b.yaml, c.yaml]\n${namespace}`,
    'production/kustomization.yaml': `resources: [../base]\n${patches}`,
  });
  const merged = (namespace: string): string =>
    `patches:\n  - patch: |-\n${indented(
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: profiles, ${namespace}}\nspec: {values: {architecture: {storage: {v2: false}}}}\n`,
      6,
    )}`;
  const off = async (files: Files): Promise<string> => {
    const found: string[] = [];
    for (const file of ['a', 'b', 'c'])
      if ((await told(files, `base/${file}.yaml`)).length > 0) found.push(file);
    return found.join('');
  };

  // As kustomize 5.7 builds it.
  it.each([
    [merged('namespace: a'), '', 'a'],
    [merged('namespace: default'), '', 'c'],
    [merged('namespace: other'), '', ''],
    [merged('namespace: z'), 'namePrefix: x-\nnamespace: z\n', 'abc'],
    [toggled(false, '{kind: HelmRelease, namespace: a}'), '', 'a'],
    [toggled(false, '{kind: HelmRelease, namespace: a|default}'), '', 'ac'],
    [toggled(false, '{kind: HelmRelease, namespace: z}'), '', ''],
    [toggled(false, '{kind: HelmRelease, namespace: z}'), 'namespace: z\n', 'abc'],
    [`namespace: z\n${toggled(false, '{kind: HelmRelease, namespace: z}')}`, '', ''],
    [toggled(false, '{kind: HelmRelease, name: x-profiles, namespace: a}'), 'namePrefix: x-\n', 'a'],
  ])('selects the objects in it: %j over %j', async (patches, namespace, expected) => {
    expect(await off(two(patches, namespace))).toBe(expected);
  });
});

describe('a ConfigMap with values', () => {
  const FROM = '  valuesFrom: [{kind: ConfigMap, name: profiles-values}]\n';
  const generator = (more = '', file = 'values.yaml'): string =>
    `configMapGenerator:\n  - {name: profiles-values, files: [values.yaml=${file}]${more}}\n`;

  it.each(['merge', 'replace'])('that an overlay generates with %s reaches the release', async (behavior) => {
    const files = {
      'base/release.yaml': release(FROM),
      'base/kustomization.yaml': `resources: [release.yaml]\n${generator()}`,
      'base/values.yaml': ON,
      'production/kustomization.yaml': `namespace: profiling\nresources: [../base]\n${generator(`, behavior: ${behavior}`, 'own.yaml')}`,
      'production/own.yaml': OFF,
    };
    for (const file of ['base/release.yaml', 'production/own.yaml'])
      expect(await told(files, file)).toEqual([`production/own.yaml:1 ${BOTH_OFF}`]);
  });

  it.each(['merge', 'replace'])('that every overlay overwrites with %s says nothing', async (behavior) => {
    const overlay = (name: string, values: string): Files => ({
      [`${name}/kustomization.yaml`]: `resources: [../base]\n${generator(`, behavior: ${behavior}`)}`,
      [`${name}/values.yaml`]: values,
    });
    const files = {
      'base/release.yaml': release(FROM),
      'base/kustomization.yaml': `resources: [release.yaml]\n${generator()}`,
      'base/values.yaml': OFF,
      ...overlay('development', ON),
      ...overlay('production', ON),
    };
    expect(await told(files, '**/*.yaml')).toEqual([]);
    // It arrives in one of three.
    const plain = { ...files, 'test/kustomization.yaml': 'resources: [../base]\n' };
    expect(await told(plain, '**/*.yaml')).toEqual([`base/values.yaml:1 ${BOTH_OFF}`]);
  });

  it('that each overlay generates reaches the release of its own', async () => {
    const files = {
      'base/release.yaml': release(FROM),
      'base/kustomization.yaml': 'resources: [release.yaml]\n',
      'a/kustomization.yaml': `resources: [../base]\nnamePrefix: a-\n${generator()}`,
      'a/values.yaml': ON,
      'b/kustomization.yaml': `resources: [../base]\n${generator()}`,
      'b/values.yaml': OFF,
    };
    const { told: all, values } = await lint(files, 'base/release.yaml');
    expect(all).toEqual([`b/values.yaml:1 ${BOTH_OFF}`]);
    expect(values.map(({ name, unread }) => [name, unread])).toEqual([
      ['base/release.yaml (HelmRelease profiles, built in a)', []],
      ['base/release.yaml (HelmRelease profiles, built in b)', []],
    ]);
    expect((await lint(files, 'b/values.yaml')).values).toMatchObject([
      { chart: '2.2.1', chartIsGuessed: false },
    ]);
    expect(await told(files, 'a/values.yaml')).toEqual([]);
  });

  it.each([
    [
      'a map',
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: profiles-values}\ndata:\n  values.yaml: |\n${indented(OFF, 4)}`,
      '',
    ],
    [
      'operations',
      `- op: replace\n  path: /data/values.yaml\n  value: |\n${indented(OFF, 4)}`,
      'target: {kind: ConfigMap}\n    ',
    ],
  ])('that an overlay patches with %s reaches the release', async (_, patch, target) => {
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: profiles-values}\ndata:\n  values.yaml: |\n${indented(ON, 4)}`;
    const overlay = {
      'production/kustomization.yaml': `resources: [../base]\npatches:\n  - ${target}path: patch.yaml\n`,
      'production/patch.yaml': patch,
    };
    const written = {
      'base/release.yaml': release(FROM),
      'base/kustomization.yaml': 'resources: [release.yaml, map.yaml]\n',
      'base/map.yaml': map,
      ...overlay,
    };
    const generated = {
      'base/release.yaml': release(FROM),
      'base/kustomization.yaml': `resources: [release.yaml]\n${generator()}`,
      'base/values.yaml': ON,
      ...overlay,
    };
    for (const files of [written, generated])
      for (const file of ['base/release.yaml', 'production/patch.yaml'])
        expect(await told(files, file)).toEqual([
          expect.stringMatching(`production/patch.yaml:\\d ${BOTH_OFF}`),
        ]);
  });
});

describe('a single value that a HelmRelease takes from elsewhere', () => {
  const from = (items: string, values: string): string =>
    release(`  valuesFrom: [${items}]\n${inline(values)}`);
  const map = (data: string): string =>
    `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {${data}}\n`;
  const one = (more = ''): string =>
    `{kind: ConfigMap, name: one, valuesKey: toggle, targetPath: architecture.storage.v1${more}}`;
  const HALF = storage('v2: false') + KEPT;

  it.each([
    ['toggle: "false"', '', 'both-layers-off'],
    ['toggle: "true"', '', ''],
    ['toggle: "\'false\'"', '', 'toggle-not-boolean'],
    ['toggle: "false"', ', literal: true', 'toggle-not-boolean'],
  ])('is read in a ConfigMap with %s%s', async (data, more, rule) => {
    const { told: all, values } = await lint({ 'r.yaml': from(one(more), HALF) + map(data) }, 'r.yaml');
    expect(values).toMatchObject([{ unread: [] }]);
    if (rule === '') expect(all).toEqual([]);
    else expect(all).toContain(`r.yaml:${rule === 'both-layers-off' ? 8 : 16} error pyroscope/${rule}`);
  });

  it('is read in a file that a kustomization generates of', async () => {
    const files = {
      'r.yaml': from(one(), HALF),
      toggle: 'false',
      'kustomization.yaml': 'resources: [r.yaml]\nconfigMapGenerator: [{name: one, files: [toggle]}]\n',
    };
    expect(await told(files, 'r.yaml')).toEqual([`r.yaml:8 ${BOTH_OFF}`]);
  });

  it('and is out of sight leaves open what depends on it, and nothing else', async () => {
    const secret = '{kind: Secret, name: s, valuesKey: n, targetPath: pyroscope.replicaCount}';
    const two = 'extraArgs: {metastore.raft.bootstrap-expect-peers: 3}\n';
    const peers = `pyroscope:\n  ${two}  persistence: {enabled: true}\n  structuredConfig: {limits: {retention_period: 30d}}\n`;
    expect(await told({ 'r.yaml': from('', peers) }, 'r.yaml')).toEqual([
      'r.yaml:9 error pyroscope/metastore-peers-mismatch',
    ]);
    expect(await told({ 'r.yaml': from(secret, peers) }, 'r.yaml')).toEqual([]);
    expect(await told({ 'r.yaml': from(secret, peers + storage('v1: false, v2: false')) }, 'r.yaml')).toEqual(
      [`r.yaml:12 ${BOTH_OFF}`],
    );
    const above = peers.replace(two, `${two}  replicaCount: 1\n`);
    expect(await told({ 'r.yaml': from(secret, above) }, 'r.yaml')).toEqual([
      expect.stringContaining('error pyroscope/metastore-peers-mismatch'),
    ]);
  });
});

describe('a Kustomization of Flux', () => {
  const files = (spec: string, values = ON): Files => ({
    ...base(values),
    'cluster/profiles.yaml': flux(`path: ./base\n${spec}`),
  });

  it('patches what it deploys', async () => {
    const patches = toggled(false).replace(
      '}]',
      '}, {"op": "replace", "path": "/spec/values/architecture/storage/v1", "value": false}]',
    );
    for (const file of ['base/release.yaml', 'cluster/profiles.yaml']) {
      const found = await lint(files(patches), file);
      expect(found.told).toEqual([expect.stringContaining(`cluster/profiles.yaml:8 ${BOTH_OFF}`)]);
      expect(found.values).toMatchObject([
        { name: `${file} (HelmRelease profiles, patched in cluster/profiles.yaml)` },
      ]);
    }
    expect(await told(files(toggled(true), OFF), 'base/release.yaml')).toEqual([]);
  });

  it('patches files in a folder without a kustomization, and kustomizations below it', async () => {
    const patches = toggled(true);
    const { 'base/kustomization.yaml': _, ...alone } = files(patches, OFF);
    expect(await told(alone, 'base/release.yaml')).toEqual([]);
    const above = { ...files(patches, OFF), 'cluster/profiles.yaml': flux(`path: ./\n${patches}`) };
    expect(await told(above, 'base/release.yaml')).toEqual([]);
  });

  it('adds its components and patches to the kustomization of the folder, which it is built with', async () => {
    const component = {
      'component/kustomization.yaml': `kind: Component\n${toggled(false)}`,
    };
    const own = {
      'base/release.yaml': release(inline(OFF)),
      'base/kustomization.yaml': `resources: [release.yaml]\nnamespace: z\n${toggled(true)}`,
    };
    const by = (spec: string): Files => ({
      ...component,
      ...own,
      'cluster/profiles.yaml': flux(`path: ./base\n${spec}`),
    });
    // A component comes before the patches of the folder.
    expect(await told(by('components: [../component]\n'), 'base/release.yaml')).toEqual([]);
    expect(await told(by(toggled(false)), 'base/release.yaml')).toEqual([expect.stringContaining(BOTH_OFF)]);
    // The namespace is set after all patches.
    expect(await told(by(toggled(false, '{kind: HelmRelease, namespace: z}')), 'base/release.yaml')).toEqual(
      [],
    );
  });

  it('may fill in what is in braces', async () => {
    const filled = storage(`v1: false, v2: "$${'{V2}'}"`) + KEPT;
    expect(await told(files('postBuild: {substitute: {V2: "true"}}\n', filled), 'base/release.yaml')).toEqual(
      [],
    );
  });

  it('leaves open what a patch of a selector does', async () => {
    const selected = toggled(true, '{labelSelector: a=b}');
    expect(await told(files(selected, OFF), 'base/release.yaml')).toEqual([]);
  });
});

describe('an ApplicationSet', () => {
  const set = (generators: string, source: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: profiles}
spec:
  goTemplate: true
  generators: ${generators}
  template:
    metadata: {name: 'profiles-{{.path.basename}}'}
    spec:
      source:
        repoURL: https://git.example.org/a
${indented(source, 8)}`;
  const LIST = '[{list: {elements: [{path: {path: base, basename: base}, v2: true}]}}]';
  const GIT = '[{git: {directories: [{path: base}]}}]';
  const patches = (value: string): string =>
    `kustomize:\n  ${indented(toggled(true).replace('"value": true', `"value": ${value}`), 2).trimStart()}`;

  it.each([LIST, GIT])('deploys the folders of its elements: %s', async (generators) => {
    const patched = {
      ...base(OFF),
      'development/kustomization.yaml': `resources: [../base]\n${toggled(true)}`,
    };
    expect(await told(patched, 'base/release.yaml')).toEqual([]);
    const text = set(generators, "path: '{{.path.path}}'\n");
    expect(await told({ ...patched, 'apps/set.yaml': text }, 'base/release.yaml')).toEqual([
      `base/release.yaml:7 ${BOTH_OFF}`,
    ]);
  });

  it('patches each of them in its own way', async () => {
    const text = (first: boolean, second: boolean): string =>
      set(
        `[{list: {elements: [{path: {basename: a}, v2: ${first}}, {path: {basename: b}, v2: ${second}}]}}]`,
        `path: base\n${patches('{{.v2}}')}`,
      );
    const all = async (first: boolean, second: boolean) =>
      (await told({ ...base(OFF), 'apps/set.yaml': text(first, second) }, 'base/release.yaml')).length;
    expect([await all(true, true), await all(true, false), await all(false, false)]).toEqual([0, 1, 1]);
  });

  it.each(['{{.name}}', './{{.name}}/', 'apps/{{.name}}', 'base', 'base/{{.name}}'])(
    'of unknown elements may change what is in a folder that fits its path: %s',
    async (path) => {
      const text = set('[{clusters: {}}]', `path: '${path}'\n${patches('true')}`);
      const open = await told({ ...base(OFF), 'apps/set.yaml': text }, 'base/release.yaml');
      expect(open.length).toBe(/^(?:(?:\.\/)?\{\{\.name\}\}\/?|base)$/.test(path) ? 0 : 1);
    },
  );
});

describe('what a kustomization does that is not read', () => {
  it.each([
    ['a transformer', 'transformers: [t.yaml]\n', 'a transformer of production'],
    ['a replacement in a file', 'replacements: [{path: r.yaml}]\n', 'a replacement of production'],
    [
      'a variable in a configured field',
      'vars: [{name: A, objref: {kind: ConfigMap, name: c}}]\nconfigurations: [c.yaml]\n',
      'a variable of production',
    ],
  ])('is open: %s', async (_, more, unread) => {
    const files = { ...base(OFF), 'production/kustomization.yaml': `resources: [../base]\n${more}` };
    const found = await lint(files, 'base/release.yaml');
    expect(found.told).toEqual([]);
    expect(found.values).toMatchObject([{ unread: [unread] }]);
  });

  it.each([
    ['variables for no field of a release', 'vars: [{name: A, objref: {kind: ConfigMap, name: c}}]\n'],
    ['labels and images', 'commonLabels: {a: b}\nimages: [{name: a, newTag: b}]\n'],
  ])('is nothing for %s', async (_, more) => {
    const files = { ...base(OFF), 'production/kustomization.yaml': `resources: [../base]\n${more}` };
    expect(await told(files, 'base/release.yaml')).toEqual([`base/release.yaml:7 ${BOTH_OFF}`]);
  });

  it('may be written as JSON', async () => {
    const json = JSON.stringify({
      resources: ['../base'],
      patches: [
        {
          target: { kind: 'HelmRelease' },
          patch: '[{"op": "replace", "path": "/spec/values/architecture/storage/v2", "value": true}]',
        },
      ],
    });
    const files = { ...base(OFF), 'production/kustomization.yaml': json };
    expect(await told(files, 'base/release.yaml')).toEqual([]);
  });
});

describe('a patch file', () => {
  it('with another name than its target is no release of its own', async () => {
    const files = {
      ...base(ON),
      'production/kustomization.yaml':
        'resources: [../base]\npatches: [{path: patch.yaml, target: {kind: HelmRelease}}]\n',
      'production/patch.yaml': release(inline(storage('v1: false, v2: true')), 'name: any').replace(
        / {2}chart.*\n/,
        '',
      ),
    };
    const { values } = await lint(files, 'production/patch.yaml');
    expect(values.map(({ name }) => name)).toEqual([
      'production/patch.yaml (HelmRelease profiles, patched in production)',
    ]);
  });

  it('that copies a value has it at the copy', async () => {
    const files = {
      ...base(ON),
      'production/kustomization.yaml':
        'resources: [../base]\npatches:\n  - target: {kind: HelmRelease}\n    patch: |\n      - {op: copy, from: /spec/values/pyroscope/structuredConfig, path: /spec/values/odd}\n',
    };
    const { findings } = await lint(files, 'production/kustomization.yaml');
    expect(findings.filter(({ ruleId }) => ruleId === 'unknown-key')).toMatchObject([
      { file: 'production/kustomization.yaml', line: 5, column: 73, path: 'patches.0.patch.spec.values.odd' },
    ]);
  });
});
