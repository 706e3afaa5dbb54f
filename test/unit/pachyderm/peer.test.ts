import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { rowOf } from '../../../src/packs/pachyderm/facts/ports.ts';
import {
  cluster,
  deployment,
  ingress,
  NEW,
  OLD,
  object,
  service,
  storageSecret,
} from '../../../src/packs/pachyderm/rules/peer-examples.ts';
import { run } from '../cli/run.ts';
import { input } from '../gate/memory-cluster.ts';

/** All of pachctl 1.8. */
const PORTS = [
  ['api-grpc-port', 650, 30650],
  ['trace-port', 651, 30651],
  ['api-http-port', 652, 30652],
  ['saml-port', 654, 30654],
  ['api-git-port', 999, 30999],
] as const;
const HUSH = 'a-word-that-is-never-shown';

const of = (namespace: string, bucket: string): string =>
  cluster(
    namespace,
    [
      service('pachd', namespace, PORTS),
      storageSecret(namespace, { 'amazon-bucket': bucket, 'amazon-secret': HUSH, 'amazon-id': HUSH }),
    ],
    { version: '1.8.8' },
  );

/** With every port of the table's row moved. */
const moved = (manifests: string): string =>
  PORTS.reduce(
    (text, [name, , number]) =>
      text.replaceAll(String(number), String(rowOf('pachd', name, number)?.migration)),
    manifests,
  );

const render = (
  stdin: string,
  peer: string,
  flags: readonly string[] = ['--phase', 'adjacent', '--port-set', 'migration'],
  env: Readonly<Record<string, string>> = {},
) => run(['render', '--peer', 'old.yaml', ...flags], { stdin, files: { 'old.yaml': peer }, env });

describe('render --peer', () => {
  it('writes nothing where the two clusters meet, and names the ports and the flag', async () => {
    const { code, out, said } = await render(of(NEW, 'clone'), of(OLD, 'data'), [
      '--phase=adjacent',
      '--port-set=normal',
    ]);
    expect([code, out]).toEqual([1, '']);
    expect(said).toContain('api-grpc-port 30650');
    expect(said).toContain('--port-set migration');
  });

  it('writes the manifests where they do not', async () => {
    const { code, out } = await render(of(NEW, 'clone'), of(OLD, 'data'));
    expect(code).toBe(0);
    expect(out).toContain('nodePort: 30649');
  });

  it('names the other set where the other cluster is on the migration set already', async () => {
    const peer = moved(of(OLD, 'data'));
    const { said } = await render(of(NEW, 'clone'), peer);
    expect(said).toContain(
      'render one of the two clusters with --port-set normal, and the other with --port-set migration',
    );
    expect((await render(of(NEW, 'clone'), peer, ['--phase=adjacent', '--port-set=normal'])).code).toBe(0);
  });

  it('compares the objects that share a List with the release', async () => {
    const asList = (...manifests: readonly string[]): string =>
      JSON.stringify({
        kind: 'List',
        items: manifests.flatMap((text) => parseAllDocuments(text).map((one) => one.toJSON())),
      });
    const notes = (namespace: string): string =>
      service('grafana', namespace, [['http', 80, 31000]]).replace('suite: pachyderm', 'app: grafana');
    const { code, said } = await render(
      asList(of(NEW, 'clone'), notes(NEW)),
      asList(of(OLD, 'data'), notes(OLD)),
    );
    expect(code).toBe(1);
    expect(said).toContain('http 31000');
    expect(await render(asList(of(NEW, 'clone'), of('third', 'more')), of(OLD, 'data'))).toMatchObject({
      code: 1,
      said: expect.stringContaining('pachyderm/clusters-together'),
    });
  });

  it('refuses in check as well, and leaves the stream to warn', async () => {
    const flags = ['--phase=adjacent', '--port-set=normal', '--mode'];
    expect((await render(of(NEW, 'clone'), of(OLD, 'data'), [...flags, 'check'])).code).toBe(1);
    const { code, out, said } = await render(of(NEW, 'clone'), of(OLD, 'data'), [...flags, 'warn']);
    expect([code, out]).toEqual([0, of(NEW, 'clone')]);
    expect(said).toContain('node-port-shared');
  });

  it('shows bucket names and no other word of a Secret, in messages and reports', async () => {
    const { said, file } = await run(
      [
        'render',
        '--peer',
        'old.yaml',
        '--phase=adjacent',
        '--port-set=migration',
        '--debug',
        '--diff',
        '--report',
        'r.json',
      ],
      { stdin: of(NEW, 'data'), files: { 'old.yaml': of(OLD, 'data') } },
    );
    expect(said).toContain('s3://data');
    for (const text of [said, file('r.json')])
      for (const word of [HUSH, Buffer.from(HUSH).toString('base64')]) expect(text).not.toContain(word);
  });

  it('is named by the environment, too', async () => {
    const { code, said } = await run(['render', '--port-set=normal'], {
      stdin: of(NEW, 'clone'),
      files: { 'old.yaml': of(OLD, 'data') },
      env: { PHASEGATE_PEER: 'old.yaml' },
    });
    expect(code).toBe(1);
    expect(said).toContain('node-port-shared');
  });

  it('reads the JSON that pachctl prints', async () => {
    const objects = parseAllDocuments(of(OLD, 'data')).map((one) => JSON.stringify(one.toJS(), null, 4));
    const { code, said } = await render(of(NEW, 'clone'), objects.join('\n'), [
      '--phase=adjacent',
      '--port-set=normal',
    ]);
    expect(code).toBe(1);
    expect(said).toContain('api-grpc-port 30650');
  });

  it('judges the cluster alone where nobody names another', async () => {
    const { code } = await run(['render', '--port-set=normal'], { stdin: of(NEW, 'clone') });
    expect(code).toBe(0);
  });
});

describe('logins that go to a third host', () => {
  const at = (namespace: string, host: string): string =>
    cluster(
      namespace,
      [
        ingress(namespace, host),
        deployment('console', namespace, '2.11.6', { ISSUER_URI: 'https://enterprise.example.org/dex' }),
      ],
      { version: '2.11.6', variables: { PACHYDERM_PUBLIC_HOST: host } },
    );

  it('are warned about, as an enterprise server may be shared', async () => {
    const { code, said } = await render(at(NEW, 'new.example.org'), at(OLD, 'old.example.org'));
    expect(code).toBe(0);
    expect(said).toMatch(/warning: .*both clusters use the host enterprise\.example\.org/);
    expect(said).toMatch(
      /warning: .*the host is enterprise\.example\.org in ISSUER_URI of Deployment console/,
    );
  });
});

describe('a peer that cannot be used', () => {
  it.each([
    ['is not there', ['--peer', 'gone.yaml'], 'phasegate: --peer gone.yaml: no such file\n'],
    [
      'holds no cluster',
      ['--peer', 'notes.yaml'],
      'phasegate: --peer notes.yaml: no release of Pachyderm in this file; give all',
    ],
    [
      'is Helm’s report',
      ['--peer', 'report.txt'],
      "phasegate: --peer report.txt is Helm's report about a release",
    ],
  ])('%s', async (_, flags, message) => {
    const { code, out, said } = await run(['render', '--port-set=normal', ...flags], {
      stdin: of(NEW, 'clone'),
      files: {
        'notes.yaml': 'kind: ConfigMap\n',
        'report.txt': `NAME: pachyderm\nLAST DEPLOYED: today\n${of(OLD, 'data')}`,
      },
    });
    expect([code, out]).toEqual([2, '']);
    expect(said).toContain(message);
  });

  it('is told where the stream holds another product alone', async () => {
    const stdin = input('2.2.1/single-binary/v2');
    const { code, said } = await render(stdin, of(OLD, 'data'), ['--port-set=normal']);
    expect(code).toBe(2);
    expect(said).toContain(
      'nothing is compared with this file: the stream holds no release of Pachyderm; leave it out',
    );
    const asleep = await render(stdin, of(OLD, 'data'), []);
    expect(asleep.said).toMatch(
      /nothing is compared with this file: .*pass --port-set normal or --port-set migration/,
    );
    expect((await render(stdin, of(OLD, 'data'), ['--port-set=normal', '--allow-no-match'])).code).toBe(0);
  });

  it('is no hindrance to a stream of hooks alone', async () => {
    const hook = '---\nkind: Job\nmetadata:\n  name: a\n  annotations:\n    helm.sh/hook: post-install\n';
    const { code, out } = await render(hook, of(OLD, 'data'), ['--port-set=normal']);
    expect([code, out]).toEqual([0, hook]);
  });
});

describe('what one cluster alone names twice', () => {
  const twice = cluster(NEW, [storageSecret(NEW, { AMAZON_BUCKET: 'clone' })], {
    version: '2.11.6',
    variables: { STORAGE_URL: 's3://data' },
  });

  it('is refused without a peer as well', async () => {
    const { code, said } = await run(['render', '--port-set=normal'], { stdin: twice });
    expect(code).toBe(1);
    expect(said).toContain(
      'Secret pachyderm-storage-secret names s3://clone, and STORAGE_URL of Deployment pachd names s3://data',
    );
  });

  it('is not what a Service is called', async () => {
    const stdin = cluster(
      NEW,
      [object('Ingress', 'console', NEW, 'spec:\n  rules:\n    - host: new.example.org\n')],
      {
        version: '2.4.6',
        variables: { ISSUER_URI: 'http://pachd.pachyderm-new.svc.cluster.local:30658/dex' },
      },
    );
    expect((await run(['render', '--port-set=normal'], { stdin })).code).toBe(0);
  });
});
