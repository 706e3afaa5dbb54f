import { describe, expect, it } from 'vitest';
import { BOTH_OFF, type Files, KEPT, lint, storage } from './lint-folder.ts';

/** An ApplicationSet whose releases take a file of their own over a common one. */
const set = (
  generators: string,
  {
    file,
    name = 'profiles',
    isGo = true,
    url = 'https://git.example.org/a',
    more = '',
  }: { file: string; name?: string; isGo?: boolean; url?: string; more?: string },
): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: profiles}
spec:
  goTemplate: ${isGo}
  generators: ${generators}
  template:
    metadata: {name: '${name}'}
    spec:
      sources:
        - chart: pyroscope
          targetRevision: 2.2.1
          helm:
            valueFiles: [$values/common.yaml, '$values/${file}']
${more}        - {repoURL: '${url}', ref: values}
`;

const OFF = storage('v1: false, v2: false');
const ON = storage('v1: false, v2: true');

describe('an ApplicationSet whose generators say the chart', () => {
  const addons = (generator: string, source: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: addons}
spec:
  goTemplate: true
  generators:
    - matrix: {generators: [{git: ${generator}}, {list: {elements: [{env: prod}, {env: stage}]}}]}
  template:
    metadata: {name: '{{.path.basename}}-{{.env}}'}
    spec:
      sources:
        - {repoURL: 'https://git.example.org/a', ref: values}
        - ${source}
`;
  const BY_FILE = {
    'sets/addons.yaml': addons(
      '{files: [{path: addons/*/addon.yaml}]}',
      "{chart: '{{.chart}}', targetRevision: 2.2.1, helm: {valueFiles: ['$values/{{.path.path}}/values.yaml', '$values/{{.path.path}}/{{.env}}/values.yaml']}}",
    ),
    'addons/profiles/addon.yaml': 'chart: pyroscope\n',
    'addons/profiles/values.yaml': KEPT + OFF,
    'addons/logs/addon.yaml': 'chart: loki\n',
    'addons/logs/values.yaml': KEPT + OFF,
  };
  const under = (text: string): string => `profiles:\n${text.replaceAll(/^/gm, '  ')}`.trimEnd();
  const BY_FOLDER = {
    'sets/addons.yaml': addons(
      '{directories: [{path: addons/*}]}',
      "{path: '{{.path.path}}', helm: {valueFiles: [values.yaml, '{{.env}}/values.yaml']}}",
    ),
    'addons/profiles/Chart.yaml':
      'apiVersion: v2\nname: p\nversion: 1.0.0\ndependencies: [{name: pyroscope, alias: profiles, version: 2.2.1, repository: "https://charts.example.org"}]\n',
    'addons/profiles/values.yaml': under(KEPT + OFF),
  };

  it.each([
    ['by a file', BY_FILE, (text: string): string => text],
    ['by its folder', BY_FOLDER, under],
  ])('%s is what its values files are judged with', async (_, files, placed) => {
    const own = (prod: string): Files => ({
      ...files,
      'addons/profiles/prod/values.yaml': placed(prod),
      'addons/profiles/stage/values.yaml': placed(ON),
    });
    const file = 'addons/profiles/values.yaml';
    const mended = await lint(own(ON), file);
    expect([mended.told, mended.values.map(({ name }) => name)]).toEqual([
      [],
      ['prod', 'stage'].map((env) => `${file} (ApplicationSet addons, profiles-${env})`),
    ]);
    const { told, findings } = await lint(own('pyroscope: {replicaCount: 1}\n'), file);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(`${file}:`);
    expect(JSON.stringify(findings)).toContain('(profiles-prod)');
  });

  it('has nothing to do with the values of another chart', async () => {
    const { values } = await lint(BY_FILE, 'addons/logs/values.yaml');
    expect(values).toMatchObject([{ name: 'addons/logs/values.yaml', chartSource: 'the newest known' }]);
  });
});

describe('the elements that a git generator finds', () => {
  const files = (text: string): Files => ({
    'apps/set.yaml': text,
    'common.yaml': KEPT + OFF,
    'clusters/eu/config.yaml': 'cluster: {name: eu-1, file: eu}\n',
    'clusters/eu/values.yaml': ON,
    'clusters/us/config.json': '{"cluster": {"name": "us-1", "file": "us"}}',
    'clusters/us/values.yaml': 'pyroscope: {replicaCount: 1}\n',
    'clusters/.hidden/values.yaml': 'pyroscope: {}\n',
  });
  const FOLDERS = '[{git: {directories: [{path: clusters/*}]}}]';
  const CONFIGS = '[{git: {files: [{path: clusters/*/config.yaml}, {path: "clusters/*/config.json"}]}}]';

  it.each([
    ['folders', set(FOLDERS, { file: '{{.path.path}}/values.yaml', name: 'p-{{.path.basename}}' })],
    [
      'folders, in the older templates',
      set(FOLDERS, { file: '{{path}}/values.yaml', name: 'p-{{path.basename}}', isGo: false }),
    ],
    [
      'folders by their last name',
      set(FOLDERS, {
        file: 'clusters/{{ .path.basenameNormalized }}/values.yaml',
        name: 'p-{{ index .path.segments 1 }}',
      }),
    ],
    [
      'folders by a segment, in the older templates',
      set(FOLDERS, { file: 'clusters/{{path[1]}}/values.yaml', name: 'p-{{path[1]}}', isGo: false }),
    ],
    ['files', set(CONFIGS, { file: '{{.path.path}}/values.yaml', name: 'p-{{.path.basename}}' })],
    [
      'files, by what these say',
      set(CONFIGS, { file: 'clusters/{{.cluster.file}}/values.yaml', name: 'p-{{.cluster.file}}' }),
    ],
    [
      'files, by what these say in the older templates',
      set(CONFIGS, {
        file: 'clusters/{{cluster.file}}/values.yaml',
        name: 'p-{{ cluster.file }}',
        isGo: false,
      }),
    ],
    [
      'values of the generator',
      set(
        '[{git: {directories: [{path: clusters/*}], values: {where: "{{.path.path}}", id: "{{.path.basename}}"}}}]',
        { file: '{{.values.where}}/values.yaml', name: 'p-{{.values.id}}' },
      ),
    ],
    [
      'folders under a prefix',
      set('[{git: {directories: [{path: clusters/*}], pathParamPrefix: at}}]', {
        file: '{{.at.path.path}}/values.yaml',
        name: 'p-{{.at.path.basename}}',
      }),
    ],
    [
      'a matrix of a list and the folders that it names',
      set(
        '[{matrix: {generators: [{list: {elements: [{id: eu}, {id: us}]}}, {git: {directories: [{path: "clusters/{{.id}}"}]}}]}}]',
        { file: '{{.path.path}}/values.yaml', name: 'p-{{.id}}' },
      ),
    ],
  ])('are a release each, whose files are layers of it: %s', async (_, text) => {
    const { told, findings, values } = await lint(
      files(text),
      'apps/set.yaml',
      'common.yaml',
      'clusters/*/values.yaml',
    );
    // Of one of them alone, whose name says which.
    expect(told).toEqual([`common.yaml:4 ${BOTH_OFF}`]);
    expect(JSON.stringify(findings.filter(({ severity }) => severity === 'error'))).toContain('(p-us)');
    expect(values.map(({ unread }) => unread)).toEqual(values.map(() => []));
    expect(values).toHaveLength(6);
  });

  it.each([
    [FOLDERS, '{{.path.path}}/values.yaml', ['clusters/eu', 'clusters/us']],
    [CONFIGS, '{{.path.path}}/values.yaml', ['clusters/eu/config.yaml', 'clusters/us/config.json']],
    [
      '[{list: {elements: [{id: eu}, {id: us}]}}]',
      'clusters/{{.id}}/values.yaml',
      ['element 1', 'element 2'],
    ],
  ])('go by where they come from if only Argo CD knows their name: %s', async (generators, file, names) => {
    const text = set(generators, { file, name: 'p-{{ trimSuffix "x" .id }}' });
    const { findings, values } = await lint(files(text), 'apps/set.yaml');
    expect(values.map(({ name }) => name)).toEqual(
      names.map((name) => `apps/set.yaml (ApplicationSet profiles, ${name})`),
    );
    const errors = JSON.stringify(findings.filter(({ severity }) => severity === 'error'));
    expect(errors).toContain(`(${names[1]})`);
  });

  it('are without the folders that it excludes', async () => {
    const without = '[{git: {directories: [{path: clusters/*}, {path: clusters/us, exclude: true}]}}]';
    const { told, values } = await lint(
      files(set(without, { file: '{{.path.path}}/values.yaml', name: 'p-{{.path.basename}}' })),
      'apps/set.yaml',
    );
    expect([told, values.map(({ name }) => name)]).toEqual([
      [],
      ['apps/set.yaml (ApplicationSet profiles, p-eu)'],
    ]);
  });

  it('may each be on every cluster, which is not known', async () => {
    const text = set(
      '[{matrix: {generators: [{git: {directories: [{path: clusters/*}]}}, {clusters: {}}]}}]',
      { file: '{{.path.path}}/{{.name}}.yaml' },
    );
    const all = files(text);
    const { values } = await lint(all, 'apps/set.yaml');
    expect(values.map(({ unread }) => unread)).toEqual([
      ['$values/clusters/eu/{{.name}}.yaml'],
      ['$values/clusters/us/{{.name}}.yaml'],
    ]);
  });

  const OWN = { file: '{{.path.path}}/values.yaml' };
  it.each([
    [
      'of another repository',
      set('[{git: {repoURL: "https://git.example.org/b", directories: [{path: clusters/*}]}}]', OWN),
    ],
    ['that are not there', set('[{git: {directories: [{path: regions/*}]}}]', OWN)],
    [
      'of which a selector leaves some out',
      set('[{git: {directories: [{path: clusters/*}]}, selector: {matchLabels: {a: b}}}]', OWN),
    ],
    ['that a setting of the server decides about', set('[{git: {files: [{path: "*/config.yaml"}]}}]', OWN)],
    ['in files that are templates', set('[{git: {files: [{path: clusters/*/broken.yaml}]}}]', OWN)],
  ])('are unknown where they are ones %s', async (_, text) => {
    const { told, values } = await lint(
      { ...files(text), 'clusters/eu/broken.yaml': '{{ if }}\na: b: c\n' },
      'apps/set.yaml',
    );
    expect(told).toEqual([]);
    expect(values.map(({ unread }) => unread)).toEqual([['$values/{{.path.path}}/values.yaml']]);
  });

  it('may be of the same repository by another address', async () => {
    const { values } = await lint(
      files(set('[{git: {repoURL: "git@git.example.org:a.git", directories: [{path: clusters/*}]}}]', OWN)),
      'apps/set.yaml',
    );
    expect(values.map(({ unread }) => unread)).toEqual([[], []]);
  });

  it('are left as they are written where there are too many', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 600 }, (_, at) => [`clusters/c${at}/values.yaml`, ON]),
    );
    const { values } = await lint({ ...files(set(FOLDERS, OWN)), ...many }, 'apps/set.yaml');
    expect(values.map(({ unread }) => unread)).toEqual([['$values/{{.path.path}}/values.yaml']]);
  });
});
