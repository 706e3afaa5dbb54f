import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { hasPort, PORTS, type PortSet } from '../../../src/packs/pachyderm/facts/ports.ts';
import {
  binding,
  cluster,
  NEW,
  OLD,
  object,
  service,
  storageSecret,
} from '../../../src/packs/pachyderm/rules/peer-examples.ts';
import { runInProcess } from '../../in-process.ts';
import { run } from '../cli/run.ts';
import { fakePrograms } from '../live/fake-programs.ts';

/** What pachd 1.8 has on nodes. */
const ROWS = PORTS.filter((row) => row.service === 'pachd' && hasPort(row, '1.8.8'));

interface Of {
  readonly bucket: string;
  readonly set: PortSet;
  readonly role?: string;
  readonly version?: string;
}

/** A cluster with its ports, its bucket and its role. */
const of = (namespace: string, { bucket, set, role = 'pachyderm', version = '1.8.8' }: Of): string =>
  cluster(
    namespace,
    [
      service(
        'pachd',
        namespace,
        ROWS.map((row) => [row.name, row.normal - 30_000, row[set]]),
      ),
      storageSecret(namespace, { 'amazon-bucket': bucket, 'amazon-secret': 'hush' }),
      object('ClusterRole', role, '', 'rules: []\n'),
      binding(role, namespace, role),
    ],
    { version },
  );

const OLD_CLUSTER = of(OLD, { bucket: 'data', set: 'normal' });
const SAME = of(NEW, { bucket: 'data', set: 'normal' });
const OWN = of(NEW, { bucket: 'clone', set: 'migration', role: `pachyderm-${NEW}` });

const plan = (files: Readonly<Record<string, string>>, ...words: readonly string[]) =>
  run(['plan', ...words], { files });

const pair = (own: string, other: string, ...words: readonly string[]) =>
  plan({ 'new.yaml': own, 'old.yaml': other }, '--manifests=new.yaml', '--peer=old.yaml', ...words);

describe('plan --manifests --peer', () => {
  it('refuses two clusters that share ports, names or buckets, with all of them', async () => {
    const { code, out } = await pair(SAME, OLD_CLUSTER);
    expect(code).toBe(1);
    expect(out.split('\n')[0]).toBe(
      'pachyderm in pachyderm-new (normal) beside pachyderm in pachyderm (--peer old.yaml)',
    );
    expect(out.match(/(?<=^refused: ).*?(?= \[)/gm)).toEqual([
      expect.stringMatching(/^Service pachd has nodePorts .* 30650, .* 30999$/),
      'both clusters have ClusterRole pachyderm',
      'both clusters have ClusterRoleBinding pachyderm',
      expect.stringContaining('both clusters use s3://data'),
    ]);
    expect(out).toContain('[!] the two can stand side by side: node-port-shared, cluster-wide-name-shared');
    expect(out).not.toContain('hush');
  });

  it('lets two clusters stand side by side, and says what the removal of each takes', async () => {
    const { code, out } = await pair(OWN, OLD_CLUSTER);
    expect(code).toBe(0);
    expect(out).not.toContain('refused');
    expect(out).toContain(
      `- pachctl undeploy of the other cluster takes from this cluster: ClusterRole pachyderm-${NEW} and ClusterRoleBinding pachyderm-${NEW}\n`,
    );
    expect(out).toContain(
      '- pachctl undeploy of this cluster takes from the other cluster: ClusterRole pachyderm and ClusterRoleBinding pachyderm\n',
    );
    const label = '  labels:\n    suite: pachyderm\n';
    const at = OWN.indexOf('---\nkind: ClusterRole');
    const safe = OWN.slice(0, at) + OWN.slice(at).replaceAll(label, '');
    expect((await pair(safe, OLD_CLUSTER)).out).toContain(
      'undeploy of the other cluster takes nothing of this cluster\n',
    );
  });

  it('says of charts what helm uninstall takes: what both releases have by one name', async () => {
    const [old, other] = [
      of(OLD, { bucket: 'data', set: 'normal', version: '2.4.6' }),
      of(NEW, { bucket: 'clone', set: 'migration', version: '2.4.6' }),
    ];
    const { out } = await pair(other, old);
    for (const [removed, kept] of [
      ['the other', 'this'],
      ['this', 'the other'],
    ])
      expect(out).toContain(
        `- helm uninstall of ${removed} cluster takes ClusterRole pachyderm and ClusterRoleBinding pachyderm, which ${kept} cluster needs as well\n`,
      );
    const apart = await pair(
      of(NEW, { bucket: 'clone', set: 'migration', role: 'own', version: '2.4.6' }),
      old,
    );
    expect(apart.out).toContain('- helm uninstall of this cluster takes nothing of the other cluster\n');
  });

  it('names what only the cluster shows, with the gate for it', async () => {
    const { out } = await pair(OWN, OLD_CLUSTER);
    expect(out).toContain(
      `[?] no Service of any namespace holds its nodePorts: phasegate pachyderm verify ports-free -n ${NEW} --version 1.8.8 --port-set migration shows it\n`,
    );
    expect(out).toContain('[?] the API server takes the manifests: kubectl apply --dry-run=server shows it,');
    expect(out).not.toMatch(/^(?:gate|linter|writes|reads|components)\b/m);
  });

  it('has a report that fits its schema', async () => {
    const schema = JSON.parse(
      readFileSync(resolve(import.meta.dirname, '../../../schemas/plan-report.schema.json'), 'utf8'),
    );
    const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
    const { code, out } = await pair(SAME, OLD_CLUSTER, '--format=json');
    const report = JSON.parse(out);
    validate(report);
    expect(validate.errors).toBeNull();
    expect([code, report.verdict, report.beside]).toEqual([
      1,
      'refused',
      'pachyderm in pachyderm (--peer old.yaml)',
    ]);
    expect(report.notices.map(({ id }: { id: string }) => id)).toContain('node-port-shared');
  });

  it.each([
    [['--peer=old.yaml'], 'give those of this cluster with --manifests, or name its release'],
    [['--manifests=new.yaml', '--peer=gone.yaml'], 'phasegate: --peer gone.yaml: no such file'],
    [['--manifests=gone.yaml', '--peer=old.yaml'], 'phasegate: --manifests gone.yaml: no such file'],
    [['--manifests=notes.yaml', '--peer=old.yaml'], '--manifests notes.yaml: no release of Pachyderm in'],
    [['--manifests=new.yaml', '--peer=notes.yaml'], '--peer notes.yaml: no release of Pachyderm in this'],
    [['--manifests=both.yaml', '--peer=old.yaml'], '2 releases of Pachyderm in this file'],
    [['--manifests=new.yaml', '--peer=old.yaml', '--peer-release=a/b'], 'both name the other cluster'],
    [['--manifests=new.yaml', '--peer-release=b'], '"b" does not name a release; write NAMESPACE/NAME'],
    [['--manifests=new.yaml', '--peer=old.yaml', '--pack=pyroscope'], '--peer is for pachyderm alone'],
    [['--manifests=new.yaml', '--peer=old.yaml', '--set=a=b'], '--set is about values'],
    [['--manifests=new.yaml', '--peer=old.yaml', '-f=values.yaml'], '--values is about values'],
  ])('cannot be used with %j', async (words, said) => {
    const files = {
      'new.yaml': OWN,
      'old.yaml': OLD_CLUSTER,
      'both.yaml': OWN + OLD_CLUSTER,
      'notes.yaml': 'kind: ConfigMap\nmetadata:\n  name: notes\n',
    };
    const result = await plan(files, ...words);
    expect([result.code, result.out]).toEqual([2, '']);
    expect(result.said).toContain(said);
  });

  it('compares beside a step of values as well', async () => {
    const files = {
      'new.yaml': of(NEW, { bucket: 'data', set: 'normal', version: '2.4.6' }),
      'old.yaml': of(OLD, { bucket: 'data', set: 'normal', version: '2.4.6' }),
      'values.yaml':
        'deployTarget: AMAZON\nglobal: {postgresql: {postgresqlPassword: a, postgresqlPostgresPassword: b}}\n',
    };
    const values = ['--pack=pachyderm', '--from-values=values.yaml', '--to-values=values.yaml'];
    const alone = await plan(files, ...values, '--chart-version=2.4.6');
    expect(alone.code).toBe(0);
    const beside = [...values, '--chart-version=2.4.6', '--peer=old.yaml'];
    expect((await plan(files, ...beside)).said).toContain('give those of this cluster with --manifests');
    const { code, out } = await plan(files, ...beside, '--manifests=new.yaml');
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('[!] nothing blocks the step: node-port-shared'),
    ]);
  });
});

/** Two releases, each as its namespace has it. */
const HELM = `
const namespace = args.find((one) => one.startsWith('--namespace=')).slice(12);
const chart = 'pachyderm-2.4.6';
if (!fs.existsSync(dir + '/' + namespace + '.yaml')) fail('Error: release: not found');
else if (args[0] === 'history') say([{ revision: 3, updated: '2026-11-01T00:00:00Z', status: 'deployed', chart, app_version: '2.4.6', description: '' }]);
else if (args[1] === 'metadata') say({ name: 'pachyderm', chart: 'pachyderm', version: '2.4.6', appVersion: '2.4.6', namespace, revision: 3 });
else if (args[1] === 'values') say({ deployTarget: 'AMAZON', pachd: { clusterDeploymentID: 'a' }, console: { enabled: false }, global: { postgresql: { postgresqlPassword: 'a', postgresqlPostgresPassword: 'b' } } });
else if (args[1] === 'manifest') say(fs.readFileSync(dir + '/' + namespace + '.yaml', 'utf8'));
`;
const KUBECTL = `say({ items: [] });`;

function releases(manifests: Readonly<Record<string, string>>) {
  const programs = fakePrograms({ helm: HELM, kubectl: KUBECTL });
  for (const [namespace, text] of Object.entries(manifests))
    writeFileSync(join(programs.dir, `${namespace}.yaml`), text);
  return programs;
}

describe('--peer-release', () => {
  const old = of(OLD, { bucket: 'data', set: 'normal', version: '2.4.6' });
  const other = of(NEW, { bucket: 'clone', set: 'normal', role: 'own', version: '2.4.6' });

  it('of plan compares two releases of the cluster as Helm has them', async () => {
    const { dir, env } = releases({ [OLD]: old, [NEW]: other });
    const words = ['plan', '-n', NEW, 'pachyderm', '--peer-release', `${OLD}/pachyderm`];
    const { code, out } = await runInProcess(words, { cwd: dir, env });
    expect(code).toBe(1);
    expect(out.match(/^refused: .*/gm)).toEqual([
      expect.stringMatching(/^refused: Service pachd has nodePorts .*\[node-port-shared\]$/),
    ]);
    expect(out).toContain(
      `[x] compared with the other cluster: pachyderm in ${OLD} (--peer-release ${OLD}/pachyderm)`,
    );
  });

  it('of plan compares manifests of the step, where they are given', async () => {
    const { dir, env } = releases({ [OLD]: old, [NEW]: other });
    writeFileSync(
      join(dir, 'step.yaml'),
      of(NEW, { bucket: 'clone', set: 'migration', role: 'own', version: '2.4.6' }),
    );
    const words = [
      'plan',
      '-n',
      NEW,
      'pachyderm',
      '--manifests=step.yaml',
      `--peer-release=${OLD}/pachyderm`,
    ];
    expect((await runInProcess(words, { cwd: dir, env })).out).not.toContain('node-port-shared');
  });

  it('of plan compares manifests of no release with a release', async () => {
    const { dir, env } = releases({ [OLD]: old });
    writeFileSync(join(dir, 'new.yaml'), other);
    const words = ['plan', '--manifests=new.yaml', `--peer-release=${OLD}/pachyderm`];
    const { code, out } = await runInProcess(words, { cwd: dir, env });
    expect([code, out]).toEqual([1, expect.stringContaining('[node-port-shared]')]);
  });

  it('of render compares the stream with a release, by variable as well', async () => {
    const { dir, env } = releases({ [OLD]: old });
    const input = of(NEW, { bucket: 'clone', set: 'normal' });
    for (const [set, code] of [
      ['normal', 1],
      ['migration', 0],
    ] as const) {
      const words = ['render', '--phase=adjacent', `--port-set=${set}`];
      const byFlag = await runInProcess([...words, `--peer-release=${OLD}/pachyderm`], {
        cwd: dir,
        env,
        input,
      });
      const variables = { ...env, PHASEGATE_PEER_RELEASE: `${OLD}/pachyderm` };
      const byVariable = await runInProcess(words, { cwd: dir, env: variables, input });
      expect([byFlag.code, byVariable.code]).toEqual([code, code]);
      expect(byFlag.err.includes('node-port-shared')).toBe(code === 1);
    }
  });

  it('that Helm does not know is an error', async () => {
    const { dir, env } = releases({ [NEW]: other });
    const words = ['plan', '-n', NEW, 'pachyderm', '--peer-release', 'nowhere/pachyderm'];
    const { code, out, err } = await runInProcess(words, { cwd: dir, env });
    expect([code, out, err]).toEqual([2, '', expect.stringContaining('namespace nowhere')]);
  });
});
