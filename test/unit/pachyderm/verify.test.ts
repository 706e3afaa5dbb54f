import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify, WORLD, type World } from './fake-cluster.ts';

const STOPPED: World = {
  ...WORLD,
  pipelines: WORLD.pipelines.map(({ name }) => ({ name, stopped: true, state: 'PIPELINE_PAUSED' })),
};

describe('pachctl', () => {
  const environments = (dir: string) =>
    readFileSync(join(dir, 'environments'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('is led to the pod of the namespace, whatever is active, and each command is named before it runs', async () => {
    const { said, dir, calls } = await verify(['paused'], STOPPED);
    expect(new Set(environments(dir).map(({ address }) => address))).toEqual(new Set(['127.0.0.1:20650']));
    expect(calls().find(({ args }) => args[0] === 'port-forward')?.args).toEqual([
      ...['port-forward', 'pod/pachd-0', ':650', '--address=127.0.0.1', '--namespace=pach', '--context=prod'],
    ]);
    expect(said).toBe(
      [
        'kubectl get pods --selector=suite=pachyderm,app=pachd --output=json',
        'kubectl port-forward pod/pachd-0 :650',
        'pachctl version',
        'pachctl list-pipeline --raw',
        'kubectl get pods --selector=suite=pachyderm,component=worker --output=json',
      ]
        .map((line) => `namespace pach, context prod: ${line}\n`)
        .join(''),
    );
  });

  it('writes to a config of its own, which is gone afterwards, where nobody names a context', async () => {
    const { dir } = await verify(['empty'], { version: '1.13.4', repos: {}, pipelines: [] });
    const [first] = environments(dir);
    expect(first.config).toMatch(/config\.json$/);
    expect(existsSync(dirname(first.config))).toBe(false);
    // A config that pachctl makes itself has metrics: true, and every command would report to its maker.
    expect(first.configured.v2).toEqual({
      active_context: 'default',
      contexts: { default: {} },
      metrics: false,
    });
  });

  it('gets the context that is named', async () => {
    const { dir } = await verify(['empty', '--pach-context=mine'], {
      version: '1.13.4',
      repos: {},
      pipelines: [],
    });
    expect(environments(dir)[0]).toEqual({ address: '127.0.0.1:20650', context: 'mine' });
  });

  describe('of a pachd with TLS', () => {
    const CERTIFICATES = { 'ca.pem': '-----BEGIN CERTIFICATE-----\n' };
    const words = ['empty', '--pachd-address=grpcs://pachd.example.org:30650', '--ca-certs=ca.pem'];
    const nodePort = (namespace: string) => [
      {
        metadata: { namespace, name: 'pachd' },
        spec: { ports: [{ name: 'api-grpc-port', nodePort: 30650 }] },
      },
    ];
    const world = { repos: {}, pipelines: [], services: nodePort('pach') };

    it.each([
      ['1.8.8', 'pachd.example.org:30650'],
      ['1.13.4', 'grpcs://pachd.example.org:30650'],
    ])('goes to the name in its certificate, with %s', async (version, address) => {
      const { code, dir, calls } = await verify(words, { ...world, version, address }, CERTIFICATES);
      expect(code).toBe(0);
      expect(environments(dir)[0]).toMatchObject({
        address,
        certificates: expect.stringMatching(/^\/.*\/ca\.pem$/),
      });
      expect(calls().some(({ args }) => args[0] === 'port-forward')).toBe(false);
    });

    it('is unknown where the port is one of another namespace', async () => {
      const services = nodePort('other');
      const { code, out, calls } = await verify(words, { ...world, services }, CERTIFICATES);
      expect([code, out]).toEqual([
        1,
        expect.stringContaining(
          'empty: unknown: port 30650 is a nodePort of Service pachd in namespace other',
        ),
      ]);
      expect(calls().filter(({ args }) => args[0] === 'version')).toEqual([]);
    });

    it.each([
      [['--pachd-address=grpcs://pachd.example.org:30650'], {}, '--pachd-address needs --ca-certs'],
      [['--pachd-address=pachd.example.org:30650', '--ca-certs=ca.pem'], {}, 'is not an address with TLS'],
      [['--pachd-address=grpcs://a;b:1', '--ca-certs=ca.pem'], {}, 'is not an address with TLS'],
      [words.slice(1), { 'ca.pem': 'none' }, '--ca-certs: ca.pem holds no certificate in PEM'],
      [words.slice(1), {}, '--ca-certs: ca.pem cannot be read (ENOENT)'],
    ])('cannot be used with %j and %j', async (flags, files, said) => {
      const result = await verify(['empty', ...flags], world, files);
      expect([result.code, result.out]).toEqual([2, '']);
      expect(result.said).toContain(said);
    });
  });

  it('is not asked where pachd is not ready', async () => {
    const { code, out } = await verify(['paused'], { isPachdReady: false });
    expect([code, out]).toEqual([1, expect.stringContaining('paused: unknown: no pod of pachd is ready')]);
  });

  it('that is not on PATH is named', async () => {
    const { code, out } = await verify(['empty', '--pachctl=pachctl-1.8.8']);
    expect([code, out]).toEqual([1, expect.stringContaining('pachctl-1.8.8 is not on PATH')]);
  });

  it.each(['paused', 'empty', 'no-open-commit'])('that prints nothing leaves %s shut', async (gate) => {
    const { code, out } = await verify([gate], {
      ...{ repos: {}, pipelines: [], versionText: '' },
    });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining(`${gate}: unknown: pachctl version names no version of pachctl`),
    ]);
  });

  it.each([
    [{ pachd: '1.13.4' }, 'pachctl is 1.8.8 and pachd is 1.13.4, and --version is 1.8.8'],
    [
      { versionText: 'COMPONENT VERSION\npachctl 1.9.12\npachd 1.8.8\n' },
      'pachctl is 1.9.12 and pachd is 1.8.8, and --version is 1.8.8',
    ],
  ])('and pachd are of the version that is named: %j', async (world, why) => {
    const { code, out } = await verify(['empty'], { repos: {}, pipelines: [], ...world });
    expect([code, out]).toEqual([1, expect.stringContaining(`empty: unknown: ${why}`)]);
  });

  it('takes what builds have behind the version', async () => {
    const versionText = 'COMPONENT VERSION\npachctl 1.8.8-6c4a5b\npachd v1.8.8-rc1\n';
    expect((await verify(['empty'], { repos: {}, pipelines: [], versionText })).code).toBe(0);
  });

  it('that refuses a question is quoted', async () => {
    const { code, out } = await verify(['no-open-commit'], { repos: { data: [] }, isBroken: true });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('no-open-commit: unknown: pachctl version failed: could not connect'),
    ]);
  });
});

describe('verify', () => {
  it.each([
    [[], /name a gate: pipelines, paused/],
    [['pause'], /unknown gate "pause"; use pipelines, paused/],
    [['ports'], /--port-set is missing; ports needs it/],
    [['ports', '--port-set=other'], /unknown set of ports "other"; use normal or migration/],
    [['ports', '--port-set=normal', '--node-port-range=1'], /--node-port-range: "1" is not a range/],
    [['paused', 'empty'], /verify takes one gate/],
  ])('is a usage error with %j', async (words, why) => {
    const { code, said, out } = await verify(words);
    expect([code, out, said]).toEqual([2, '', expect.stringMatching(why)]);
  });

  it('answers as JSON', async () => {
    const { out } = await verify(['empty', '--format=json', '--context=blue'], { repos: {}, pipelines: [] });
    expect(JSON.parse(out)).toEqual({
      gate: 'empty',
      context: 'blue',
      namespace: 'pach',
      status: 'ok',
      seen: 'neither repos nor pipelines',
    });
  });
});
