import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';

const helmfile = (path: string, value: string): string => `releases:
  - name: profiles
    chart: grafana/pyroscope
    version: 2.2.1
    set:
      - name: ${path}
        value: ${value}
`;

const argo = (path: string, value: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: profiles}
spec:
  source:
    chart: pyroscope
    repoURL: https://charts.example.org
    targetRevision: 2.2.1
    helm:
      parameters:
        - name: ${path}
          value: ${value}
`;

/** The objects that set a value by its path, each with one such value. */
const OBJECTS = {
  helmfile,
  setString: (path: string, value: string) => helmfile(path, value).replace('set:', 'setString:'),
  argo,
  forceString: (path: string, value: string) => `${argo(path, value)}          forceString: true\n`,
  k3s: (path: string, value: string) => `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: profiles}
spec:
  chart: pyroscope
  version: 2.2.1
  set:
    ${path}: ${value}
`,
} as const;

interface Told {
  readonly ruleId: string;
  readonly remedy: string;
  readonly fixable: boolean;
  readonly line: number;
  readonly column: number;
  readonly path: string;
}

const lint = async (argv: readonly string[], files: Readonly<Record<string, string>> = {}) => {
  const { out } = await run(['lint', '--format', 'json', ...argv], { files });
  return (JSON.parse(out) as { findings: Told[] }).findings;
};

async function told(kind: keyof typeof OBJECTS, path: string, value: string) {
  const name = kind === 'helmfile' || kind === 'setString' ? 'helmfile.yaml' : 'object.yaml';
  const text = OBJECTS[kind](path, value);
  return { text, findings: await lint([name], { [name]: text }) };
}

const V2 = 'architecture.storage.v2';
const ANNOTATION = 'pyroscope.podAnnotations.a';

describe('advice about the type of a value that an object sets by its path', () => {
  it.each([
    ['setString', V2, '"true"', 'toggle-not-boolean', 'move it from setString to set'],
    ['setString', V2, 'true', 'toggle-not-boolean', 'move it from setString to set'],
    [
      'setString',
      V2,
      '"yes"',
      'toggle-not-boolean',
      'move it from setString to set, and give it the value "true"',
    ],
    ['forceString', V2, '"true"', 'toggle-not-boolean', 'remove forceString: true'],
    [
      'forceString',
      V2,
      '"false"',
      'toggle-not-boolean',
      'remove forceString: true, and give it the value "true" to leave it on, or "false" to switch it off; run phasegate plan before you switch it',
    ],
    [
      'forceString',
      V2,
      '"ture"',
      'toggle-not-boolean',
      /^remove forceString: true, and give it the value "true"/,
    ],
    ['argo', V2, '"yes"', 'toggle-not-boolean', 'give it the value "true"'],
    ['argo', ANNOTATION, '"3"', 'wrong-type', 'add forceString: true'],
    ['argo', ANNOTATION, '"true"', 'wrong-type', 'add forceString: true'],
    ['helmfile', ANNOTATION, '"3"', 'wrong-type', 'move it from set to setString'],
    ['k3s', ANNOTATION, '3', 'wrong-type', 'write its value in quotes'],
    ['k3s', ANNOTATION, 'true', 'wrong-type', 'set it in valuesContent, in quotes'],
    ['forceString', 'pyroscope.podSecurityContext.fsGroup', '"3"', 'wrong-type', 'remove forceString: true'],
    [
      'forceString',
      'pyroscope.structuredConfig.server.http_listen_port',
      '"80"',
      'server-value-refused',
      'remove forceString: true',
    ],
  ] as const)('%s: %s %s', async (kind, path, value, rule, remedy) => {
    const { findings } = await told(kind, path, value);
    const one = findings.find(({ ruleId }) => ruleId.endsWith(rule));
    expect(one?.remedy).toEqual(typeof remedy === 'string' ? remedy : expect.stringMatching(remedy));
    expect(one?.fixable).toBe(false);
  });

  it('is --set-string or --set for flags', async () => {
    const remedies = async (...flags: string[]) => {
      const findings = await lint(['--pack', 'pyroscope', '--chart-version', '2.2.1', ...flags]);
      return findings.filter(({ ruleId }) => ruleId === 'wrong-type').map(({ remedy }) => remedy);
    };
    const text = ['use --set-string instead of --set'];
    expect(await remedies('--set', `${ANNOTATION}=3`)).toEqual(text);
    expect(await remedies('--set', `${ANNOTATION}=true`)).toEqual(text);
    expect(await remedies('--set-json', `${ANNOTATION}=true`)).toEqual(['put the value in quotes']);
    expect(await remedies('--set-string', 'pyroscope.podSecurityContext.fsGroup=3')).toEqual([
      'use --set instead of --set-string',
    ]);
  });
});

describe('a key that an object sets by its path', () => {
  it.each(['helmfile', 'setString', 'argo', 'forceString', 'k3s'] as const)(
    'is pointed at: %s',
    async (kind) => {
      const key = 'pyroscope.replicaCuont';
      const { text, findings } = await told(kind, key, '"2"');
      const lines = text.split('\n');
      const unknown = findings.filter(({ ruleId }) => ruleId === 'unknown-key');
      expect(unknown.map(({ line, column }) => lines[line - 1]?.slice(column - 1))).toEqual([
        expect.stringMatching(/^pyroscope\.replicaCuont/),
      ]);
      expect(unknown[0]?.path).toMatch(/\b(?:set|setString|parameters)\.pyroscope\.replicaCuont$/);
    },
  );

  it('is ignored by a comment on the line of its name, and a value by one on its own', async () => {
    const text = argo('pyroscope.replicaCuont # phasegate-ignore unknown-key: known', '"2"').concat(
      `        - name: ${ANNOTATION}\n          value: "3" # phasegate-ignore wrong-type: known\n`,
    );
    const findings = await lint(['object.yaml'], { 'object.yaml': text });
    expect(findings.map(({ ruleId }) => ruleId).filter((one) => !one.includes('/'))).toEqual([]);
  });
});
