import { describe, expect, it } from 'vitest';
import { BOTH_OFF, indented, KEPT, lint, storage } from './lint-folder.ts';
import { run } from './run.ts';

const BLUE = '{cluster: blue, chart: 2.0.1, v1: "true", v2: "false"}';
const GREEN = '{cluster: green, chart: 2.2.1, v1: "false", v2: "true"}';
const RED = '{cluster: red, chart: 2.2.1, v1: "false", v2: "false"}';

/** @param helm what is under `helm`, indented */
const applicationSet = (
  elements: readonly string[],
  helm: string,
): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: profiles}
spec:
  generators:
    - list:
        elements:
${elements.map((one) => `          - ${one}\n`).join('')}  template:
    metadata: {name: 'profiles-{{ .cluster }}'}
    spec:
      source:
        chart: pyroscope
        targetRevision: '{{ .chart }}'
        helm:
${helm}`;

describe('the layers of a kustomization', () => {
  const kustomization = (more: string): string =>
    `helmCharts:\n  - name: pyroscope\n    version: 2.2.1\n    valuesFile: base.yaml\n${more}`;

  const files = {
    'base.yaml': storage('v1: true') + KEPT,
    'production.yaml': storage('v2: false'),
    'kustomization.yaml': kustomization('    additionalValuesFiles: [production.yaml]\n'),
  };

  it.each(['base.yaml', 'production.yaml', 'kustomization.yaml'])(
    'are judged together in %s',
    async (file) => {
      expect((await lint(files, file)).told).toEqual([]);
    },
  );

  it('tell a mistake of theirs once, where it stands', async () => {
    const broken = { ...files, 'base.yaml': storage('v1: false') + KEPT };
    const { told } = await lint(broken, 'base.yaml', 'production.yaml', 'kustomization.yaml');
    expect(told).toEqual([`production.yaml:1 ${BOTH_OFF}`]);
  });

  it('tell what is wrong with another file only where it breaks the release', async () => {
    const odd = { ...files, 'base.yaml': `${files['base.yaml']}nonsense: 1\n` };
    expect((await lint(odd, 'production.yaml')).told).toEqual([]);
    expect((await lint(odd, 'base.yaml')).told).toEqual(['base.yaml:5 warning unknown-key']);
  });

  it.each([
    ['', 'v1: true', []],
    ['    valuesMerge: merge\n', 'v1: true', [`base.yaml:1 ${BOTH_OFF}`]],
  ])('have inline values over the file, or with %jbelow it', async (merge, inline, expected) => {
    const { told } = await lint(
      {
        'base.yaml': storage('v1: false, v2: false') + KEPT,
        'kustomization.yaml': kustomization(
          `${merge}    valuesInline: {architecture: {storage: {${inline}}}}\n`,
        ),
      },
      'kustomization.yaml',
    );
    expect(told).toEqual(expected);
  });

  it('may lie in folders below, and the kustomization may begin with a comment', async () => {
    const { told, values } = await lint(
      {
        'v/values.yaml': storage('v1: false') + KEPT,
        'kustomization.yaml': `# ours\n---\nhelmCharts:\n  - {name: pyroscope, version: 2.0.1, valuesFile: v/values.yaml}\n`,
      },
      'v/values.yaml',
    );
    expect(told).toEqual([`v/values.yaml:1 ${BOTH_OFF}`]);
    expect(values[0]?.chartSource).toBe('kustomization.yaml:4:32');
  });
});

describe('the layers of a HelmRelease', () => {
  const release = (spec: string, version = '2.2.1'): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: profiles, namespace: profiling}
spec:
  chart: {spec: {chart: pyroscope, version: ${version}, sourceRef: {kind: HelmRepository, name: grafana}}}
${spec}`;
  const inline = (text: string): string => `  values:\n${indented(text, 4)}`;

  it('that are in the cluster leave out nothing that is known', async () => {
    const from = '  valuesFrom:\n    - {kind: ConfigMap, name: cluster}\n';
    const { told, values, said } = await lint(
      { 'r.yaml': release(from + inline(storage('v2: false'))) },
      'r.yaml',
    );
    expect(told).toEqual([]);
    expect(values).toMatchObject([{ unread: ['ConfigMap cluster'] }]);
    expect(said).toContain('r.yaml (HelmRelease profiling/profiles): ');
    expect(said).toContain('as ConfigMap cluster cannot be read');
  });

  it('that are in the cluster do not excuse what stands above them', async () => {
    const from = '  valuesFrom:\n    - {kind: Secret, name: cluster}\n';
    const { told } = await lint(
      { 'r.yaml': release(from + inline(storage('v1: false, v2: false'))) },
      'r.yaml',
    );
    expect(told).toEqual([`r.yaml:9 ${BOTH_OFF}`]);
  });

  it('that set one key leave the others known', async () => {
    const from =
      '  valuesFrom:\n    - {kind: ConfigMap, name: cluster, targetPath: pyroscope.replicaCount}\n';
    const { told } = await lint({ 'r.yaml': release(from + inline(storage('v2: false'))) }, 'r.yaml');
    expect(told).toEqual([`r.yaml:9 ${BOTH_OFF}`]);
  });

  const configMap = `apiVersion: v1
kind: ConfigMap
metadata: {name: profiles-values}
data:
  values.yaml: |
    architecture: {storage: {v1: false}}
    pyroscope:
      persistance: {enabled: true}
`;
  const from = '  valuesFrom:\n    - {kind: ConfigMap, name: profiles-values}\n';

  it.each([
    ['in the same file', { 'r.yaml': `${configMap}---\n${release(from, '2.0.1')}` }, 'r.yaml'],
    ['in a file beside it', { 'map.yaml': configMap, 'r.yaml': release(from, '2.0.1') }, 'map.yaml'],
    [
      'elsewhere in the repository',
      { 'a/b/map.yaml': configMap, 'c/r.yaml': release(from, '2.0.1') },
      'a/b/map.yaml',
    ],
  ])('may be in a ConfigMap %s', async (_, files, place) => {
    const { told } = await lint(files, Object.keys(files).find((name) => name.endsWith('r.yaml')) ?? '');
    expect(told[0]).toBe(`${place}:6 ${BOTH_OFF}`);
    const atTheMap = await lint(files, place);
    expect(atTheMap.told.slice(0, 2)).toEqual([`${place}:6 ${BOTH_OFF}`, `${place}:8 warning unknown-key`]);
  });

  it('may be in a file that a kustomization makes a ConfigMap of', async () => {
    const files = {
      'config/profiles.yaml': `${storage('v1: false')}pyroscope: {persistance: {enabled: true}}\n`,
      'kustomization.yaml':
        'configMapGenerator:\n  - name: profiles-values\n    files: [values.yaml=config/profiles.yaml]\n',
      'r.yaml': release(from, '2.0.1'),
    };
    expect((await lint(files, 'config/profiles.yaml')).told).toEqual([
      `config/profiles.yaml:1 ${BOTH_OFF}`,
      'config/profiles.yaml:2 warning unknown-key',
    ]);
  });

  it('of a patch lie over those of the release that it patches', async () => {
    const patch = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: profiles}
spec:
${inline(storage('v2: false'))}`;
    const files = {
      'base/release.yaml': release(inline(storage('v1: true') + KEPT)),
      'base/kustomization.yaml': 'resources: [release.yaml]\n',
      'production/kustomization.yaml': 'resources: [../base]\npatches:\n  - path: patch.yaml\n',
      'production/patch.yaml': patch,
    };
    expect((await lint(files, 'production/patch.yaml')).told).toEqual([]);
    const off = { ...files, 'base/release.yaml': release(inline(storage('v1: false') + KEPT)) };
    expect((await lint(off, 'production/patch.yaml')).told).toEqual([`production/patch.yaml:6 ${BOTH_OFF}`]);
  });

  it('may be in a List', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n  - ${indented(release(inline(storage('v1: false, v2: false'))), 4).trimStart()}`;
    const { told, findings } = await lint({ 'list.yaml': list }, 'list.yaml');
    expect(told).toEqual([`list.yaml:10 ${BOTH_OFF}`]);
    expect(findings[0]?.path).toMatch(/^items\.0\.spec\.values\./);
  });

  describe('may be valuesFiles of a chart in the same repository, which', () => {
    const at = (folder: string, files: string): string =>
      `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: profiles, namespace: profiling}
spec:
  chart:
    spec:
      chart: ${folder}
      sourceRef: {kind: GitRepository, name: gitops}
      valuesFiles: [${files}]
`;
    const under = (text: string): string => `pyroscope:\n${indented(text, 2)}`;
    const files = (names: string, more = '') => ({
      'charts/watch/Chart.yaml':
        'name: watch\nversion: 0.1.0\ndependencies: [{name: pyroscope, version: 2.2.1}]\n',
      'charts/watch/values.yaml': under(storage('v1: false, v2: false')),
      'envs/base.yaml': under(KEPT),
      'envs/eu.yaml': under(storage('v2: false')),
      'r.yaml': at('./charts/watch', names) + more,
    });

    it.each([
      ['replace its values.yaml', 'envs/base.yaml', []],
      [
        'are merged in their order',
        'envs/base.yaml, ./charts/watch/values.yaml, envs/eu.yaml',
        [`envs/eu.yaml:2 ${BOTH_OFF}`],
      ],
      ['lie under the values', 'envs/base.yaml, charts/watch/values.yaml', []],
    ])('%s', async (_, names, expected) => {
      const values = _.includes('under')
        ? '  values: {pyroscope: {architecture: {storage: {v2: true}}}}\n'
        : '';
      const { told, values: all } = await lint(files(names, values), 'r.yaml');
      expect(told).toEqual(expected);
      expect(all.map(({ unread }) => unread)).toEqual([[]]);
    });

    it.each([
      ['', [['envs/us.yaml']]],
      ['      ignoreMissingValuesFiles: true\n', [[]]],
    ])('may be missing: %s', async (more, unread) => {
      const { values } = await lint(files('envs/base.yaml, envs/us.yaml', more), 'r.yaml');
      expect(values.map((one) => one.unread)).toEqual(unread);
    });

    it('are judged with the release that names them', async () => {
      const { told } = await lint(files('envs/base.yaml, charts/watch/values.yaml'), 'envs/base.yaml');
      expect(told).toEqual([`charts/watch/values.yaml:2 ${BOTH_OFF}`]);
    });

    it('lie over the defaults of a copy of the chart', async () => {
      const copy = {
        'charts/own/Chart.yaml': 'name: pyroscope\nversion: 2.2.1\n',
        'charts/own/values.yaml': storage('v1: true, v2: false') + KEPT,
        'envs/eu.yaml': storage('v1: false'),
        'r.yaml': at('charts/own', 'charts/own/values.yaml, envs/eu.yaml'),
      };
      const { told, values } = await lint(copy, 'r.yaml');
      expect(told).toEqual([`envs/eu.yaml:1 ${BOTH_OFF}`]);
      expect(values.map(({ unread }) => unread)).toEqual([[]]);
    });
  });

  it('may be valuesFiles that a HelmChart elsewhere names, which are out of sight', async () => {
    const source = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmChart
metadata: {name: profiles, namespace: profiling}
spec: {chart: pyroscope, version: 2.2.1, valuesFiles: [values-eu.yaml]}
`;
    const own = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: profiles, namespace: profiling}
spec:
  chartRef: {kind: HelmChart, name: profiles}
${inline(storage('v2: false'))}`;
    const { told, values } = await lint({ 'c.yaml': source, 'r.yaml': own }, 'r.yaml');
    expect(told).toEqual([]);
    expect(values.map(({ unread }) => unread)).toEqual([['the valuesFiles in the chart']]);
  });

  it('go to the dependency of an umbrella chart in the repository', async () => {
    const files = {
      'charts/watch/Chart.yaml':
        'name: watch\nversion: 0.1.0\ndependencies: [{name: pyroscope, version: 2.2.1}]\n',
      'charts/watch/values.yaml': `pyroscope:\n${indented(storage('v1: true') + KEPT, 2)}`,
      'r.yaml': release(inline('pyroscope: {architecture: {storage: {v2: false, v1: false}}}')).replace(
        'chart: pyroscope, version: 2.2.1',
        'chart: ./charts/watch',
      ),
    };
    expect((await lint(files, 'r.yaml')).told).toEqual([`r.yaml:7 ${BOTH_OFF}`]);
  });
});

describe('the layers of an Argo CD Application', () => {
  const application = (source: string): string =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: profiles}\nspec:\n${source}`;
  const multi = `  sources:
    - repoURL: https://charts.example.org
      chart: pyroscope
      targetRevision: 2.0.1
      helm: {valueFiles: [$values/apps/profiles.yaml]}
    - {repoURL: https://git.example.org/a, ref: values}
`;

  it('may be files of another source', async () => {
    const files = {
      'apps/profiles.yaml': storage('v1: false') + KEPT,
      'clusters/a/app.yaml': application(multi),
    };
    const { told, values } = await lint(files, 'apps/profiles.yaml');
    expect(told).toEqual([`apps/profiles.yaml:1 ${BOTH_OFF}`]);
    expect(values).toMatchObject([{ chart: '2.0.1', chartIsGuessed: false }]);
    expect((await lint(files, 'clusters/a/app.yaml')).told).toEqual([`apps/profiles.yaml:1 ${BOTH_OFF}`]);
  });

  it('lie over the values.yaml of an umbrella chart that it deploys', async () => {
    const files = {
      'watch/Chart.yaml': 'name: watch\nversion: 0.1.0\ndependencies: [{name: pyroscope, version: 2.2.1}]\n',
      'watch/values.yaml': `pyroscope:\n${indented(storage('v1: true') + KEPT, 2)}`,
      'watch/values-eu.yaml': 'pyroscope: {architecture: {storage: {v2: false}}}\n',
      'app.yaml': application(`  source:
    repoURL: https://git.example.org/a
    path: watch
    helm:
      valueFiles: [values-eu.yaml]
      parameters: [{name: pyroscope.architecture.storage.v1, value: "false"}]
`),
    };
    expect((await lint(files, 'app.yaml')).told).toEqual([`watch/values-eu.yaml:1 ${BOTH_OFF}`]);
  });

  const set = (helm: string): string => applicationSet([BLUE, GREEN], helm);

  it('are filled in with the elements of a list: a switch in valuesObject stays a text', async () => {
    const helm = `          valuesObject:
            architecture: {storage: {v1: '{{ .v1 }}', v2: '{{ .v2 }}'}}
            pyroscope: {persistence: {enabled: true}, structuredConfig: {limits: {retention_period: 30d}}}
`;
    const { told, values } = await lint({ 'set.yaml': set(helm) }, 'set.yaml');
    expect(values.map(({ name, chart }) => `${name} ${chart}`)).toEqual([
      'set.yaml (ApplicationSet profiles, profiles-blue) 2.0.1',
      'set.yaml (ApplicationSet profiles, profiles-green) 2.2.1',
    ]);
    expect(told).toContain('set.yaml:18 error pyroscope/toggle-not-boolean');
    const fixed = await run(['lint', '--fix', 'set.yaml'], { files: { 'set.yaml': set(helm) } });
    expect(fixed.file('set.yaml')).toBe(set(helm));
  });

  it('are filled in as YAML in a text', async () => {
    const helm = `          values: |
            architecture: {storage: {v1: {{ .v1 }}, v2: {{ .v2 }}}}
            pyroscope: {persistence: {enabled: true}, structuredConfig: {limits: {retention_period: 30d}}}
`;
    expect((await lint({ 'set.yaml': set(helm) }, 'set.yaml')).told).toEqual([]);
  });
});

describe('a layer that cannot be read', () => {
  const DOMAIN = 'cluster-domain-without-dot';
  const set = (valueFiles: string, more = '') => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: profiles}
spec:
  generators: [{clusters: {}}]
  template:
    metadata: {name: 'profiles-{{ .name }}'}
    spec:
      sources:
        - repoURL: https://example.test/charts
          chart: pyroscope
          targetRevision: 2.0.3
          helm:
            valueFiles: ${valueFiles}
${more}        - {repoURL: https://example.test/values, ref: values}
`;
  const common = 'pyroscope:\n  cluster_domain: cluster.local.\n';
  const inline = '            valuesObject: {pyroscope: {cluster_domain: cluster.local.}}\n';

  it.each([
    [
      'comes later',
      set("[$values/apps/common.yaml, '$values/apps/{{ .metadata.labels.env }}.yaml']"),
      'info',
    ],
    [
      'comes before',
      set("['$values/apps/{{ .metadata.labels.env }}.yaml', $values/apps/common.yaml]"),
      'error',
    ],
  ])('may mend what a file says only where it %s', async (_, text, severity) => {
    const { findings } = await lint(
      { 'apps/set.yaml': text, 'apps/common.yaml': common },
      'apps/common.yaml',
      '--info',
    );
    expect(findings.filter(({ ruleId }) => ruleId.endsWith(DOMAIN)).map((one) => one.severity)).toEqual([
      severity,
    ]);
  });

  it('mends nothing that is laid over it', async () => {
    const text = set("['$values/apps/{{ .metadata.labels.env }}.yaml']", inline);
    const { findings } = await lint({ 'apps/set.yaml': text }, 'apps/set.yaml', '--info');
    expect(findings.filter(({ ruleId }) => ruleId.endsWith(DOMAIN)).map((one) => one.severity)).toEqual([
      'error',
    ]);
  });
});

describe('the elements of an ApplicationSet', () => {
  const set = (values: string): string =>
    applicationSet([BLUE, GREEN, RED], `          values: |\n${indented(values, 12)}`);

  it('have a mistake of the template once, where it stands', async () => {
    const { findings, told } = await lint(
      {
        'set.yaml': set(
          `# of {{ .cluster }}\n${KEPT}  odd: {{ .v1 }}\narchitecture: {storage: {v1: true}}\n`,
        ),
      },
      'set.yaml',
    );
    expect(told).toEqual(['set.yaml:23 warning unknown-key']);
    const [odd] = findings.filter(({ severity }) => severity === 'warning');
    expect(odd).toMatchObject({ line: 23, column: 15, endLine: 23, endColumn: 18 });
    expect(JSON.stringify(odd)).not.toContain('profiles-');
  });

  it('have a mistake of a layer that one of them takes once, where the layer is linted as well', async () => {
    const files = {
      'set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: profiles}
spec:
  generators:
    - list:
        elements: [{env: dev, chart: 2.2.1}, {env: prod, chart: 2.2.1}]
  template:
    metadata: {name: 'profiles-{{ .env }}'}
    spec:
      sources:
        - chart: pyroscope
          targetRevision: '{{ .chart }}'
          helm:
            valueFiles: [$values/pyroscope/common.yaml, '$values/pyroscope/{{ .env }}.yaml']
        - repoURL: https://git.example/gitops
          ref: values
`,
      'pyroscope/common.yaml': KEPT,
      'pyroscope/dev.yaml':
        'pyroscope:\n  structuredConfig:\n    storage: {backend: s3, s3: {endpoint: e, bucket_nam: b}}\n',
      'pyroscope/prod.yaml': 'pyroscope: {}\n',
    };
    const { told } = await lint(files, '**/*.yaml');
    expect(told).toEqual(['pyroscope/dev.yaml:3 error pyroscope/unknown-config-field']);
  });

  it('are named where not all of them have it', async () => {
    const { findings, told } = await lint(
      { 'set.yaml': set(`${KEPT}architecture: {storage: {v1: {{ .v1 }}, v2: {{.v2}}}}\n`) },
      'set.yaml',
    );
    expect(told).toEqual([`set.yaml:22 ${BOTH_OFF}`]);
    const [off] = findings.filter(({ severity }) => severity === 'error');
    // From the first brace to the last one.
    expect(off).toMatchObject({ column: 57, endColumn: 64 });
    expect(JSON.stringify(off)).toContain('(profiles-red)');
  });

  it('have no better place than the start of a text whose lines are moved', async () => {
    const moved = set(`{{ .more }}\n${KEPT}odd: 1\n`).replaceAll(
      'cluster: ',
      'more: "a: 1\\nb: 2", cluster: ',
    );
    const { findings } = await lint({ 'set.yaml': moved }, 'set.yaml');
    expect(findings.find(({ ruleId }) => ruleId === 'unknown-key')).toMatchObject({ line: 18 });
  });
});

describe('the layers of a helmfile', () => {
  const helmfile = (more: string): string =>
    `releases:\n  - name: profiles\n    chart: grafana/pyroscope\n    version: 2.2.1\n${more}`;

  it.each([
    ['value: false', 'v1: false, v2: true', [`helmfile.yaml:8 ${BOTH_OFF}`]],
    ['value: true', 'v1: false, v2: false', []],
    ['value: "{{ .Values.v2 }}"', 'v1: false, v2: false', []],
  ])('have what set says on top: %s', async (value, toggles, expected) => {
    const values = `    values:\n      - ${indented(storage(toggles) + KEPT, 8).trimStart()}`.replace(
      /\n {8}pyroscope[\s\S]*$/,
      '\n        pyroscope: {persistence: {enabled: true}, structuredConfig: {limits: {retention_period: 30d}}}\n',
    );
    const text = helmfile(`${values}    set: [{name: architecture.storage.v2, ${value}}]\n`);
    expect((await lint({ 'helmfile.yaml': text }, 'helmfile.yaml')).told).toEqual(expected);
  });

  it('may be inherited', async () => {
    const text = `templates:
  profiling: {chart: grafana/pyroscope, version: 2.0.1}
releases:
  - name: profiles
    inherit: [{template: profiling}]
    values:
      - architecture: {storage: {v1: false}}
`;
    expect((await lint({ 'helmfile.yaml': text }, 'helmfile.yaml')).told).toEqual([
      `helmfile.yaml:7 ${BOTH_OFF}`,
    ]);
  });

  it('of a release that is not installed say nothing', async () => {
    const text = helmfile(
      `    installed: false\n    values: [{architecture: {storage: {v1: false, v2: false}}}]\n`,
    );
    const { told, said } = await lint({ 'helmfile.yaml': text }, 'helmfile.yaml');
    expect(told).toEqual([]);
    expect(said).toContain('release profiles, which is not deployed: installed is false');
  });

  it('may have names that are filled in, and stand in a file of any name', async () => {
    const files = {
      'releases/15-profiles.yaml': helmfile("    values: ['../env/{{ .Environment.Name }}.yaml']\n").replace(
        '2.2.1',
        '2.0.1',
      ),
      'env/production.yaml': storage('v1: false'),
    };
    const { told, values } = await lint(files, 'env/production.yaml');
    expect(told).toEqual([`env/production.yaml:1 ${BOTH_OFF}`]);
    expect(values).toMatchObject(
      [{ chart: '2.0.1', chartSource: '../releases/15-profiles.yaml:4:14' }].map((one) => ({
        ...one,
        chartSource: expect.stringContaining('15-profiles.yaml:4:14') as string,
      })),
    );
  });

  it('are told to be unreadable where they are Go templates', async () => {
    const { told, said, code } = await lint(
      { 'helmfile.yaml.gotmpl': 'releases:\n{{ range .Values.all }}\n  - name: x\n{{ end }}\n# pyroscope\n' },
      'helmfile.yaml.gotmpl',
    );
    expect([told, code]).toEqual([[], 0]);
    expect(said).toContain('a helmfile with Go templates, which cannot be read');
  });
});

describe('the layers of a HelmChart of k3s', () => {
  const object = (kind: string, spec: string, namespace = 'kube-system'): string =>
    `apiVersion: helm.cattle.io/v1\nkind: ${kind}\nmetadata: {name: profiles, namespace: ${namespace}}\nspec:\n${indented(spec, 2)}`;
  const chart = (spec: string): string => object('HelmChart', `chart: pyroscope\nversion: 2.0.1\n${spec}`);
  const content = (text: string): string => `valuesContent: |-\n${indented(text, 2)}`;

  it('are in a text', async () => {
    const { told } = await lint({ 'chart.yaml': chart(content(storage('v1: false'))) }, 'chart.yaml');
    expect(told).toEqual([`chart.yaml:8 ${BOTH_OFF}`]);
  });

  it('are values, a HelmChartConfig of the same name, and then what is set', async () => {
    const files = {
      'chart.yaml': chart(
        `${content(storage('v1: false, v2: false') + KEPT)}values: ${storage('v2: true').replace('architecture: ', '{architecture: ').trim()}}\n`,
      ),
      'more/config.yaml': object('HelmChartConfig', content(storage('v2: false'))),
    };
    for (const file of Object.keys(files))
      expect((await lint(files, file)).told).toEqual([`more/config.yaml:6 ${BOTH_OFF}`]);
    const { 'more/config.yaml': _, ...alone } = files;
    expect((await lint(alone, 'chart.yaml')).told).toEqual([]);
    const set = {
      ...files,
      'chart.yaml': `${files['chart.yaml']}  set: {architecture.storage.v1: "true"}\n`,
    };
    expect((await lint(set, 'more/config.yaml')).told).toEqual([]);
  });

  it('are not those of a HelmChartConfig of another name or namespace', async () => {
    const files = {
      'chart.yaml': chart(content(KEPT)),
      'config.yaml': object('HelmChartConfig', content(storage('v1: false, v2: false')), 'other'),
    };
    expect((await lint(files, 'chart.yaml')).told).toEqual([]);
    expect((await lint(files, 'config.yaml')).values).toEqual([]);
  });

  it('may be out of sight in a Secret', async () => {
    const files = {
      'chart.yaml': chart(`valuesSecrets: [{name: more, keys: [a]}]\n${content(storage('v1: false'))}`),
      'config.yaml': object('HelmChartConfig', 'valuesSecrets: [{name: other, keys: [a]}]\n'),
    };
    const { told, values } = await lint(files, 'chart.yaml');
    expect(told).toEqual([]);
    expect(values).toMatchObject([{ unread: ['Secret more', 'Secret other'] }]);
  });

  it('are set as texts, whose commas mean nothing, where they are neither numbers nor words', async () => {
    const set = `${content(KEPT)}set: {pyroscope.odd: "a,b", architecture.storage.v1: "false", architecture.storage.v2: "False"}\n`;
    const { told } = await lint({ 'chart.yaml': chart(set) }, 'chart.yaml');
    expect(told).toContain('chart.yaml:11 warning unknown-key');
    expect(told).toContain(`chart.yaml:11 ${BOTH_OFF}`);
  });
});

describe('an umbrella chart', () => {
  const chart = (dependency: string, head = ''): string =>
    `${head}apiVersion: v2\nname: watch\nversion: 0.1.0\ndependencies:\n  - {name: pyroscope, ${dependency}}\n`;
  const below = (text: string): string => `pyroscope:\n${indented(text, 2)}`;
  const files = {
    'Chart.yaml': chart('version: 2.2.1'),
    'values.yaml': below(storage('v1: true, v2: true') + KEPT),
    'values-production.yaml': below(storage('v2: false')),
  };

  it('has its values.yaml under every other file', async () => {
    expect((await lint(files, 'values-production.yaml')).told).toEqual([]);
    const off = { ...files, 'values.yaml': below(storage('v1: false, v2: true') + KEPT) };
    expect((await lint(off, 'values-production.yaml')).told).toEqual([
      `values-production.yaml:2 ${BOTH_OFF}`,
    ]);
  });

  it('is known by -f and --set', async () => {
    const both = ['-f', 'values.yaml', '-f', 'values-production.yaml'];
    const { told, values } = await lint(files, ...both);
    expect(told).toEqual([]);
    expect(values).toMatchObject([{ below: 'pyroscope', chart: '2.2.1' }]);
    const set = await lint(files, ...both, '--set', 'pyroscope.architecture.storage.v1=false');
    expect(set.findings.map(({ ruleId, path }) => [ruleId, path])).toContainEqual([
      'pyroscope/both-layers-off',
      'pyroscope.architecture.storage.v2',
    ]);
  });

  it('is known by the shape of its values', async () => {
    const { values, told } = await lint({}, '--set', 'pyroscope.architecture.storage.v1=false');
    expect(values).toMatchObject([{ below: 'pyroscope' }]);
    expect(told).toEqual([]);
  });

  it.each([
    ['the lock', { 'Chart.lock': 'dependencies:\n- {name: pyroscope, version: 2.0.1}\n' }, 'Chart.lock:2:30'],
    [
      'the lock of the older form',
      { 'requirements.lock': 'dependencies:\n- {name: pyroscope, version: 2.0.1}\n' },
      'requirements.lock:2:30',
    ],
    [
      'a packed chart before the lock',
      {
        'charts/pyroscope-2.0.1.tgz': '',
        'Chart.lock': 'dependencies:\n- {name: pyroscope, version: 2.0.3}\n',
      },
      'charts/pyroscope-2.0.1.tgz',
    ],
    [
      'an unpacked chart before all else',
      {
        'charts/pyroscope/Chart.yaml': 'name: pyroscope\nversion: 2.0.1\n',
        'charts/pyroscope-2.0.3.tgz': '',
      },
      'charts/pyroscope/Chart.yaml:2:10',
    ],
  ])('has the version of %s', async (_, more, source) => {
    const range = {
      'Chart.yaml': chart("version: '>=2.0.0 <2.1.0'"),
      'values.yaml': below(storage('v1: false')),
    };
    const { told, values } = await lint({ ...range, ...more }, 'values.yaml');
    expect(values).toMatchObject([{ chart: '2.0.1', chartSource: source, chartIsGuessed: false }]);
    expect(told).toEqual([`values.yaml:2 ${BOTH_OFF}`]);
  });

  it('with a range alone may be of any version in it', async () => {
    const range = {
      'Chart.yaml': chart("version: '>=2.0.0 <2.1.0'"),
      'values.yaml': below(storage('v1: false')),
    };
    const { told, values, said } = await lint(range, 'values.yaml');
    expect(values).toMatchObject([{ chart: '2.0.3', chartIsGuessed: true }]);
    expect(told).toEqual([]);
    expect(said).toBe('');
    const off = { ...range, 'values.yaml': below(storage('v2: false')) };
    const guessed = await lint(off, 'values.yaml');
    expect(guessed.told).toEqual([]);
    expect(guessed.said).toContain('nothing says the chart version');
  });

  it.each(['', '# ours\n---\n'])('may have the name of its dependency: %j', async (head) => {
    const same = chart('version: 2.2.1', head).replace('name: watch', 'name: pyroscope');
    const { told } = await lint(
      { 'Chart.yaml': same, 'values.yaml': below(storage('v2: false')) },
      'values.yaml',
    );
    expect(told).toEqual([`values.yaml:2 ${BOTH_OFF}`]);
  });

  it('reads the condition of its dependency itself', async () => {
    const conditional = chart('version: 2.2.1, condition: pyroscope.enabled');
    const on = below(`enabled: true\n${storage('v2: true')}${KEPT}`);
    expect((await lint({ 'Chart.yaml': conditional, 'values.yaml': on }, 'values.yaml')).told).toEqual([]);
    const off = below(`enabled: false\n${storage('v2: false')}`);
    const skipped = await lint({ 'Chart.yaml': conditional, 'values.yaml': off }, 'values.yaml');
    expect(skipped.told).toEqual([]);
    expect(skipped.said).toContain('condition pyroscope.enabled is false');
  });

  it('may switch it off by a tag', async () => {
    const tagged = chart('version: 2.2.1, tags: [profiles]');
    const { said } = await lint(
      { 'Chart.yaml': tagged, 'values.yaml': `tags: {profiles: false}\n${below(storage('v2: false'))}` },
      'values.yaml',
    );
    expect(said).toContain('tag profiles is false');
  });

  it.each([
    ['3', `values.yaml:2 ${BOTH_OFF}`],
    ['4', undefined],
  ])('has a null in its own values.yaml that Helm %s reads in its own way', async (helm, off) => {
    const nulled = { ...files, 'values.yaml': below(storage('v2: null') + KEPT) };
    const { told } = await lint(nulled, 'values.yaml', '--helm', helm);
    expect(told).toEqual([...(off === undefined ? [] : [off]), 'values.yaml:2 warning null-in-own-values']);
  });

  it('has a null in its own values.yaml that both honour once something is laid over the dependency', async () => {
    const nulled = {
      ...files,
      'values.yaml': below(storage('v2: null') + KEPT),
      'values-production.yaml': below('alloy: {enabled: false}\n'),
    };
    for (const helm of ['3', '4'])
      expect((await lint(nulled, 'values-production.yaml', '--helm', helm)).told).toContain(
        `values.yaml:2 ${BOTH_OFF}`,
      );
  });

  it('has a condition with a space in front that names nothing', async () => {
    const conditional = chart("version: 2.2.1, condition: 'watch.on, pyroscope.enabled'");
    const off = below(`enabled: false\n${storage('v2: false')}`);
    const { told } = await lint({ 'Chart.yaml': conditional, 'values.yaml': off }, 'values.yaml');
    expect(told).toContain(`values.yaml:3 ${BOTH_OFF}`);
  });

  it('has a null in a file given with -f that both read alike', async () => {
    const nulled = { ...files, 'values-production.yaml': below(storage('v1: false, v2: null')) };
    const { told } = await lint(nulled, 'values-production.yaml');
    expect(told).toEqual([`values-production.yaml:2 ${BOTH_OFF}`]);
  });
});

describe('what is looked for in a repository', () => {
  const release = (spec: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: profiles, namespace: profiling}
spec:
${spec}`;
  const configMap = (namespace: string, toggles: string): string => `apiVersion: v1
kind: ConfigMap
metadata: {name: profiles-values, namespace: ${namespace}}
data:
  values.yaml: |
    architecture: {storage: {${toggles}}}
    pyroscope: {persistence: {enabled: true}, structuredConfig: {limits: {retention_period: 30d}}}
`;
  const chart =
    '  chart: {spec: {chart: pyroscope, version: 2.2.1, sourceRef: {kind: HelmRepository, name: g}}}\n';
  const from = '  valuesFrom: [{kind: ConfigMap, name: profiles-values}]\n';

  it('is a ConfigMap of the namespace of the release', async () => {
    const files = {
      'a/release.yaml': release(chart + from),
      'a/config/map.yaml': configMap('profiling', 'v1: true'),
      'b/config/map.yaml': configMap('other', 'v1: false, v2: false'),
    };
    expect((await lint(files, 'a/release.yaml')).told).toEqual([]);
    const two = { ...files, 'c/config/map.yaml': configMap('profiling', 'v1: false, v2: false') };
    const { told, said } = await lint(two, 'a/release.yaml');
    expect(told).toEqual([]);
    expect(said).toContain('ConfigMap profiles-values');
  });

  it('is an OCIRepository wherever it stands', async () => {
    const files = {
      'sources/profiles.yaml': `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: profiles-chart}
spec: {url: oci://charts.example.org/pyroscope, ref: {tag: 1.21.0}}
`,
      'apps/release.yaml': release(
        `  chartRef: {kind: OCIRepository, name: profiles-chart}\n  values: {architecture: {storage: {v1: false}}}\n`,
      ),
    };
    const { told, values } = await lint(files, 'apps/release.yaml');
    expect(told).toEqual([`apps/release.yaml:6 ${BOTH_OFF}`]);
    expect(values).toMatchObject([{ chart: '1.21.0' }]);
  });

  it.each([
    ['', '2.2.1'],
    [', namespace: other', '1.21.0'],
  ])(
    'is an OCIRepository of the namespace of the release, or of the one that is written: %j',
    async (more, chart) => {
      const source = (namespace: string, tag: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: charts, namespace: ${namespace}}
spec: {url: oci://charts.example.org/pyroscope, ref: {tag: ${tag}}}
---
`;
      const own = release(
        `  chartRef: {kind: OCIRepository, name: charts${more}}\n  values: {architecture: {storage: {v1: true}}}\n`,
      );
      const text = `${source('other', '1.21.0')}${source('profiling', '2.2.1')}${own}`;
      expect((await lint({ 'r.yaml': text }, 'r.yaml')).values).toMatchObject([{ chart }]);
    },
  );

  it('is a chart folder that Flux takes from Git, with or without ./', async () => {
    const files = {
      'charts/watch/Chart.yaml':
        'name: watch\nversion: 0.1.0\ndependencies: [{name: pyroscope, version: 2.2.1}]\n',
      'r.yaml': release(
        '  chart: {spec: {chart: charts/watch, sourceRef: {kind: GitRepository, name: g}}}\n  values: {pyroscope: {architecture: {storage: {v2: false}}}}\n',
      ),
    };
    expect((await lint(files, 'r.yaml')).told).toEqual([`r.yaml:6 ${BOTH_OFF}`]);
  });

  it('is an Application that names a file outside of the umbrella chart that it deploys', async () => {
    const files = {
      'charts/watch/Chart.yaml':
        'name: watch\nversion: 0.1.0\ndependencies: [{name: pyroscope, version: 2.2.1}]\n',
      'clusters/app.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: watch}
spec:
  source:
    repoURL: https://git.example.org/a
    path: charts/watch
    helm: {valueFiles: [../../envs/eu.yaml]}
`,
      'envs/eu.yaml': 'pyroscope: {architecture: {storage: {v2: false}}}\n',
    };
    const { told, values } = await lint(files, 'envs/eu.yaml');
    expect(told).toEqual([`envs/eu.yaml:1 ${BOTH_OFF}`]);
    expect(values).toMatchObject([{ chart: '2.2.1', below: 'pyroscope' }]);
  });

  it.each([
    [
      'a kustomization',
      'kustomization.yaml',
      'helmCharts: [{name: grafana, version: 8.0.0, valuesFile: values.yaml}]\n',
    ],
    ['a helmfile', 'helmfile.yaml', 'releases: [{name: g, chart: g/grafana, values: [values.yaml]}]\n'],
  ])('is %s that says whose values they are', async (_, name, text) => {
    const files = {
      [`apps/pyroscope/grafana/${name}`]: text,
      'apps/pyroscope/grafana/values.yaml': 'ingress: {enabled: "true"}\n',
    };
    const { told, values } = await lint(files, 'apps/pyroscope/grafana/values.yaml');
    expect([told, values]).toEqual([[], []]);
    const alone = { 'apps/pyroscope/values.yaml': 'ingress: {enabled: "true"}\n' };
    expect((await lint(alone, 'apps/pyroscope/values.yaml')).values).toHaveLength(1);
  });

  it('shows a value that a helmfile sets where it stands, once', async () => {
    const files = {
      'helmfile.yaml': `releases:
  - name: profiles
    chart: grafana/pyroscope
    version: 2.2.1
    values: [conf/base.yaml]
    set: [{name: pyroscope.replicaCount, value: banana}]
`,
      'conf/base.yaml': storage('v1: true') + KEPT,
    };
    const expected = ['helmfile.yaml:6 error invalid-value'];
    expect((await lint(files, 'conf/base.yaml')).told).toEqual(expected);
    expect((await lint(files, 'conf/base.yaml', 'helmfile.yaml')).told).toEqual(expected);
  });
});

describe('values that may be laid over others', () => {
  it('beside a values.yaml are not taken for the whole', async () => {
    const files = {
      'profiles/pyroscope/values.yaml': storage('v1: true') + KEPT,
      'profiles/pyroscope/values-eu.yaml': `# phasegate: chart=2.2.1\n${storage('v2: false')}`,
    };
    const { told, values } = await lint(files, 'profiles/pyroscope/values-eu.yaml');
    expect(told).toEqual([]);
    expect(values).toMatchObject([{ unread: ['values.yaml'] }]);
  });
});

it('values that the config names together are merged', async () => {
  const files = {
    'phasegate.yaml': 'chartVersion: 2.2.1\nlint:\n  layers:\n    - [base/common.yaml, eu.yaml]\n',
    'base/common.yaml': storage('v1: false') + KEPT,
    'eu.yaml': storage('v2: false'),
  };
  expect((await lint(files, 'eu.yaml', 'base/common.yaml')).told).toEqual([`eu.yaml:1 ${BOTH_OFF}`]);
  const on = { ...files, 'base/common.yaml': storage('v1: true') + KEPT };
  expect((await lint(on, 'eu.yaml')).told).toEqual([]);
});

describe('one of several layers that the config names', () => {
  const files = {
    'phasegate.yaml': `chartVersion: 2.2.1
lint:
  layers: [[base.yaml, eu.yaml], [base.yaml, us.yaml, gone/us.yaml]]
  ignores: [{rule: both-layers-off, files: [base.yaml], reason: until July}]
`,
    'base.yaml': storage('v1: false, v2: false') + KEPT,
    'eu.yaml': 'alloy: {enabled: false}\n',
    'us.yaml': storage('v1: true'),
  };

  it('does not tell whether an ignore of another one is needed', async () => {
    expect((await lint(files, 'us.yaml')).told).toEqual([]);
    const fine = { ...files, 'base.yaml': KEPT };
    expect((await lint(fine, 'base.yaml')).told).toEqual(['phasegate.yaml:4 warning unused-ignore']);
  });

  it('has a note where a file of them is missing', async () => {
    const { said } = await lint(files, 'us.yaml', 'base.yaml');
    expect(said.match(/lint\.layers names .*/g)).toEqual([
      'lint.layers names gone/us.yaml, which cannot be read: what it sets is unknown; correct the path in phasegate.yaml',
    ]);
    expect((await lint(files, 'eu.yaml')).said).not.toContain('lint.layers');
  });
});

describe('a chart version that nothing says', () => {
  it('makes an info of what depends on it, and says so', async () => {
    const { told, said, values, code } = await lint(
      { 'values.yaml': storage('v2: false') + KEPT },
      'values.yaml',
    );
    expect([told, code]).toEqual([[], 0]);
    expect(values).toMatchObject([{ chartIsGuessed: true }]);
    expect(said).toContain('1 finding reported as info, as nothing says the chart version');
  });

  it('is asked for by one that the range of a Chart.yaml allows', async () => {
    const files = {
      'Chart.yaml':
        'name: outer\nversion: 0.1.0\ndependencies: [{name: pyroscope, version: ">=2.0.0 <2.1.0"}]\n',
      'values.yaml': `pyroscope:\n${indented(storage('v2: false') + KEPT, 2)}`,
    };
    const { said } = await lint(files, 'values.yaml');
    expect(said).toContain('a comment such as # phasegate: chart=2.0.3');
  });

  it('changes nothing about what holds in every version', async () => {
    const { told } = await lint({ 'values.yaml': storage('v1: false, v2: false') + KEPT }, 'values.yaml');
    expect(told).toEqual([`values.yaml:1 ${BOTH_OFF}`]);
  });
});

describe('variables in a HelmRelease', () => {
  const withToggles = (
    microservices: string,
    persistence: string,
  ): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: profiles, namespace: obs}
spec:
  chart: {spec: {chart: pyroscope, version: 2.0.3}}
  values:
    architecture:
      microservices:
        enabled: ${microservices}
    pyroscope:
      structuredConfig: {limits: {retention_period: 30d}}
      persistence:
        enabled: ${persistence}
    ingress: {enabled: true, hosts: [p.example.com]}
`;

  it.each([
    [`"\${MS:=false}"`, 'true'],
    [`\${MS}`, 'true'],
    [`"\${MS}"`, `\${KEPT}`],
    [`"\${MS:-false}"`, `"\${KEPT:=true}"`],
  ])('in toggles, as %s and %s, leave open what these decide', async (microservices, persistence) => {
    const { told, findings, said } = await lint(
      { 'release.yaml': withToggles(microservices, persistence) },
      'release.yaml',
    );
    expect(told).toEqual([]);
    expect(said).toContain('are filled in later');
    expect(findings.map(({ ruleId }) => ruleId)).toContain('pyroscope/route-without-service');
  });

  it('leave open no more than that', async () => {
    const { told } = await lint({ 'release.yaml': withToggles('true', `"\${KEPT}"`) }, 'release.yaml');
    expect(told).toContainEqual(expect.stringContaining('error pyroscope/route-without-service'));
  });

  it('may be filled in by Flux: what the server does with them is not told for sure', async () => {
    const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: profiles, namespace: obs}
spec:
  chart: {spec: {chart: pyroscope, version: 2.2.1}}
  values:
${indented(KEPT, 4)}    architecture: {microservices: {enabled: false}}
`.replace(
      'limits:',
      `server: {http_listen_port: "\${PORT:=4040}", log_level: "\${LEVEL}"}, storage: {backend: "\${BACKEND}"}, limits:`,
    );
    const { told, findings } = await lint({ 'release.yaml': release }, 'release.yaml');
    expect(told).toEqual([]);
    expect(findings.map(({ ruleId }) => ruleId)).toContain('pyroscope/config-variable-not-expanded');
  });
});
