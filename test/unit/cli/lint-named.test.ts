import { describe, expect, it } from 'vitest';
import { BOTH_OFF, type Files, KEPT, lint, storage } from './lint-folder.ts';

/** Values of another chart with keys that the charts of the packs have as well. */
const FOREIGN = 'tempo: {retention: 24h}\nserviceMonitor: {enabled: "yes"}\npersistence: {enabled: true}\n';

const helmfile = (path: string, head = ''): string =>
  `${head}releases:
  - {name: profiles, chart: grafana/pyroscope, version: 2.0.1, values: [base.yaml, "${path}"]}
  - {name: tempo, chart: grafana/tempo, version: 1.0.0, values: [values/tempo.yaml]}
`;

const ENVIRONMENTS = 'environments: {dev: {}, prod: {}}\n---\n';

describe('a path that helmfile fills in', () => {
  const files = (path: string, head = ''): Files => ({
    'helmfile.yaml': helmfile(path, head),
    'base.yaml': KEPT,
    'values/prod.yaml': storage('v1: false'),
    'values/tempo.yaml': FOREIGN,
    'values/other.yaml': FOREIGN,
  });
  const BY_ENVIRONMENT = 'values/{{ .Environment.Name }}.yaml';

  it.each([
    ['the environments that the file lists', BY_ENVIRONMENT, ENVIRONMENTS],
    ['an environment of any name', BY_ENVIRONMENT, ''],
    ['what only helmfile knows', 'values/{{ .Values.tier }}.yaml', ENVIRONMENTS],
  ])('is that of %s, and of no file that another release writes out', async (_, path, head) => {
    const own = await lint(files(path, head), 'values/prod.yaml');
    expect(own.told).toEqual([`values/prod.yaml:1 ${BOTH_OFF}`]);
    expect(own.values).toMatchObject([{ chart: '2.0.1' }]);
    const fixed = await lint(files(path, head), 'values/tempo.yaml', 'values/other.yaml', '--fix');
    expect([fixed.values, fixed.findings]).toEqual([[], []]);
    expect(fixed.said).not.toContain('fixed in');
  });

  it('is of the environments alone, where they are all known', async () => {
    const keptOnly = { ...files(BY_ENVIRONMENT, ENVIRONMENTS), 'values/staging.yaml': KEPT };
    expect((await lint(keptOnly, 'values/staging.yaml')).values).toMatchObject([{ chartIsGuessed: true }]);
    const more = { ...keptOnly, 'values/default.yaml': KEPT };
    expect((await lint(more, 'values/default.yaml')).values).toMatchObject([{ chart: '2.0.1' }]);
  });

  describe('by the environments that it lists', () => {
    const OFF = storage('v1: false, v2: false');
    const ON = storage('v1: false, v2: true');
    const COMMON = { 'base.yaml': OFF + KEPT };
    const by = (own: Files, more = '', head = ENVIRONMENTS): Files => ({
      ...COMMON,
      ...own,
      'helmfile.yaml': helmfile(BY_ENVIRONMENT, head).replace('{name: profiles,', `{name: profiles, ${more}`),
    });
    const toldOf = async (files: Files, ...args: readonly string[]) => {
      const { told, findings } = await lint(files, ...args);
      return [told, /\((?:dev|prod|default)[^)]*\)/.exec(JSON.stringify(findings))?.[0]];
    };

    it.each([
      ['base.yaml'],
      ['helmfile.yaml'],
      ['base.yaml', 'values/dev.yaml'],
      ['values/*.yaml', 'base.yaml'],
    ])('makes a release of each: %s %s', async (...args) => {
      const files = by({ 'values/dev.yaml': KEPT, 'values/prod.yaml': ON });
      expect(await toldOf(files, ...args)).toEqual([[`base.yaml:1 ${BOTH_OFF}`], '(dev)']);
    });

    it('is silent where each of them mends it', async () => {
      const { told, values, said } = await lint(
        by({ 'values/dev.yaml': ON, 'values/prod.yaml': ON }),
        'base.yaml',
      );
      expect([told, values.map(({ name, unread }) => [name, unread])]).toEqual([
        [],
        [
          ['base.yaml (release profiles, environment dev)', []],
          ['base.yaml (release profiles, environment prod)', []],
        ],
      ]);
      expect(said).not.toContain('cannot be read');
    });

    it('takes default for one of them only where its files are there', async () => {
      const files = { 'values/dev.yaml': ON, 'values/prod.yaml': ON };
      const optional = 'missingFileHandler: Warn,';
      expect((await lint(by(files, optional), 'base.yaml')).told).toEqual([]);
      const own = by({ ...files, 'values/default.yaml': KEPT });
      expect(await toldOf(own, 'base.yaml')).toEqual([[`base.yaml:1 ${BOTH_OFF}`], '(default)']);
      const listed = by(files, optional, 'environments: {dev: {}, default: {}}\n---\n');
      expect(await toldOf(listed, 'base.yaml')).toEqual([[`base.yaml:1 ${BOTH_OFF}`], '(default)']);
    });

    it('knows nothing of one whose file is missing, nor which of them a condition leaves', async () => {
      const missing = await lint(by({ 'values/dev.yaml': ON }), 'base.yaml');
      expect([missing.told, missing.values[1]?.unread]).toEqual([[], ['values/prod.yaml']]);
      const files = { 'values/dev.yaml': KEPT, 'values/prod.yaml': ON };
      expect((await lint(by(files, 'condition: profiles.enabled,'), 'base.yaml')).told).toEqual([]);
    });
  });

  it.each(['helmfile.yaml', 'helmfile.d/10-profiles.yaml', 'helmfile.yaml.gotmpl'])(
    'and what a template of %s lays over a file that it writes out may mend the file',
    async (name) => {
      const up = name.includes('/') ? '../' : './';
      const template = `releases:
  - name: profiles
    chart: grafana/pyroscope
    values:
      - ${up}pyroscope/common.yaml
      - {architecture: {storage: {v2: {{ .Values.isNew }}}}}
`;
      const own = { 'pyroscope/common.yaml': storage('v1: false, v2: false') + KEPT };
      const alone = await lint(own, 'pyroscope/common.yaml');
      expect(alone.told).toEqual([`pyroscope/common.yaml:1 ${BOTH_OFF}`]);
      const named = await lint({ ...own, [name]: template }, 'pyroscope/common.yaml');
      expect([named.told, named.values[0]?.unread]).toEqual([[], [name]]);
      const other = { ...own, [name]: template.replace('common.yaml', 'other.yaml') };
      expect((await lint(other, 'pyroscope/common.yaml')).told).toEqual(alone.told);
    },
  );

  it('may be of environments that its bases list', async () => {
    const based = files(BY_ENVIRONMENT, `bases: [environments.yaml]\nenvironments: {dev: {}}\n---\n`);
    const { told, values } = await lint(based, 'values/prod.yaml');
    expect(told).toEqual([`values/prod.yaml:1 ${BOTH_OFF}`]);
    expect(values).toMatchObject([{ chart: '2.0.1' }]);
  });

  it.each([
    ['helmfile.yaml', '{{ .Release.Namespace }}/{{ .Release.Name }}.yaml'],
    ['helmfile.yaml.gotmpl', '{{`{{ .Release.Namespace }}`}}/{{`{{ .Release.Name }}`}}.yaml'],
  ])('has the names of the release itself in %s', async (name, path) => {
    const off = storage('v1: false, v2: false');
    const inherited = {
      [name]: `templates:
  common: {namespace: obs, values: ['${path}']}
releases:
  - {name: profiles, chart: grafana/pyroscope, version: 2.2.1, inherit: [{template: common}]}
`,
      'obs/profiles.yaml': off + KEPT,
      'obs/others.yaml': FOREIGN,
    };
    for (const file of [name, 'obs/profiles.yaml'])
      expect((await lint(inherited, file)).told).toEqual([`obs/profiles.yaml:1 ${BOTH_OFF}`]);
    expect((await lint(inherited, 'obs/others.yaml')).values).toEqual([]);
  });
});

describe('a path that an ApplicationSet fills in', () => {
  const set = (generator: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: profiles}
spec:
  goTemplate: true
  generators: [${generator}]
  template:
    metadata: {name: 'profiles-{{.path.basename}}'}
    spec:
      sources:
        - chart: pyroscope
          targetRevision: 2.0.1
          helm: {valueFiles: ['$v/{{.path.path}}/values.yaml']}
        - {repoURL: https://git.example.org/a, ref: v}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: tempo}
spec:
  sources:
    - {chart: tempo, targetRevision: 1.0.0, helm: {valueFiles: [$v/clusters/tempo/values.yaml]}}
    - {repoURL: https://git.example.org/a, ref: v}
`;
  const files = (generator: string): Files => ({
    'apps/set.yaml': set(generator),
    'clusters/eu/values.yaml': storage('v1: false') + KEPT,
    'clusters/tempo/values.yaml': FOREIGN,
    'other/values.yaml': FOREIGN,
  });

  it.each([
    'git: {directories: [{path: clusters/*}]}',
    'git: {directories: [{path: clusters/eu}, {path: "*"}]}',
    'git: {directories: [{path: "**"}]}',
    'clusters: {}',
  ])('is never that of another chart: %s', async (generator) => {
    const { values, findings } = await lint(
      files(generator),
      'clusters/tempo/values.yaml',
      ...(generator.includes('"*"') ? [] : ['other/values.yaml']),
    );
    expect([values, findings]).toEqual([[], []]);
  });

  it('is in the folders that a generator finds', async () => {
    const { told, values } = await lint(
      files('git: {directories: [{path: clusters/*}]}'),
      'clusters/eu/values.yaml',
    );
    expect(told).toEqual([`clusters/eu/values.yaml:1 ${BOTH_OFF}`]);
    expect(values).toMatchObject([{ chart: '2.0.1', chartIsGuessed: false }]);
  });

  it('is not sure to be that of an element which a selector may leave out', async () => {
    const element = '{path: {path: clusters/eu}}';
    const selector = 'selector: {matchLabels: {tier: prod}}';
    const of = (more: string) => files(`{list: {elements: [${element}]}${more}}`);
    const all = await lint(of(''), 'clusters/eu/values.yaml');
    expect(all.values).toMatchObject([{ chart: '2.0.1', chartIsGuessed: false }]);
    const some = await lint(of(`, ${selector}`), 'clusters/eu/values.yaml');
    expect(some.values).toMatchObject([{ chartIsGuessed: true }]);
  });

  it.each(['git: {directories: [{path: clusters/*}, {path: clusters/eu, exclude: true}]}', 'clusters: {}'])(
    'that nobody can tell says no version: %s',
    async (generator) => {
      const { values } = await lint(files(generator), 'clusters/eu/values.yaml');
      expect(values).toMatchObject([{ chartIsGuessed: true }]);
    },
  );
});
