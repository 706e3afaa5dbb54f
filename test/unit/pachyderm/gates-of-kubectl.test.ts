import { describe, expect, it } from 'vitest';
import { LATER_RIGHTS, RIGHTS, verify } from './fake-cluster.ts';

/** A Service with nodePorts. */
const service = (namespace: string, name: string, ports: Readonly<Record<string, number>>) => ({
  metadata: { namespace, name },
  spec: {
    type: 'NodePort',
    ports: Object.entries(ports).map(([port, nodePort]) => ({ name: port, port: 650, nodePort })),
  },
});

const NORMAL = service('pach', 'pachd', {
  'api-grpc-port': 30650,
  'trace-port': 30651,
  'api-git-port': 30999,
});
const MIGRATION = service('pach', 'pachd', {
  'api-grpc-port': 30649,
  'trace-port': 30648,
  'api-git-port': 30645,
});

const green = { code: 0, said: expect.any(String) };

describe('rights', () => {
  it('is ok where the account of pachd has them', async () => {
    const { code, out, calls } = await verify(['rights']);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('rights: ok: system:serviceaccount:pach:pachyderm has'),
    ]);
    const asked = calls().filter(({ args }) => args[0] === 'auth');
    expect(asked.length).toBe(RIGHTS.length + LATER_RIGHTS.length);
    for (const { args } of asked) expect(args).toContain('--as=system:serviceaccount:pach:pachyderm');
  });

  it('fails where an older deploy wrote the role: later versions need more', async () => {
    const of = async (version: string, rights: readonly string[]) => {
      const { code, out } = await verify(['rights'], { version, rights });
      return [code, out.split('\n')[0]];
    };
    const cannot = (what: string) => [
      1,
      `rights: failed: system:serviceaccount:pach:pachyderm cannot ${what}, which pachd needs`,
    ];
    const [secrets = '', scale = ''] = LATER_RIGHTS;
    expect((await of('1.9.12', RIGHTS))[0]).toBe(0);
    expect(await of('1.10.0', RIGHTS)).toEqual(cannot('delete secrets'));
    expect((await of('1.12.5', [...RIGHTS, secrets]))[0]).toBe(0);
    expect(await of('1.13.0', [...RIGHTS, secrets])).toEqual(cannot('update replicationcontrollers/scale'));
    expect((await of('1.13.4', [...RIGHTS, secrets, scale]))[0]).toBe(0);
    expect((await of('2.11.6', [...RIGHTS, secrets, scale]))[0]).toBe(0);
  });

  it('says that a newer deploy wrote the role', async () => {
    const { code, out } = await verify(['rights'], { rights: [...RIGHTS, ...LATER_RIGHTS] });
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /; it can also delete secrets and update replicationcontrollers\/scale, which 1\.8\.8 does not ask for: a newer Pachyderm may have written its ClusterRole\n$/,
      ),
    ]);
  });

  it('fails with those that it lost', async () => {
    const { code, out } = await verify(['rights'], { rights: RIGHTS.slice(0, 3) });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('cannot delete services and get secrets/pachyderm-storage-secret, which'),
    ]);
  });

  it('is unknown where the user may not ask for another account', async () => {
    const { code, out } = await verify(['rights'], { cannotImpersonate: true, rights: [] });
    expect([code, out]).toEqual([1, expect.stringMatching(/^rights: unknown: /)]);
  });
});

describe('ports', () => {
  it('is ok where all are on the set', async () => {
    const services = [MIGRATION, service('other', 'pachd', { 'api-grpc-port': 30650 })];
    expect(await verify(['ports', '--port-set=migration'], { services })).toMatchObject({
      ...green,
      out: 'ports: ok: 3 nodePorts on the migration set: 30649, 30648, 30645\n',
    });
  });

  it('fails where some are left on the other', async () => {
    const half = service('pach', 'pachd', { 'api-grpc-port': 30649, 'api-git-port': 30999 });
    const { code, out } = await verify(['ports', '--port-set=migration'], { services: [half] });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining(
        '1 of 2 nodePorts are not on the migration set: 30999 (pach/pachd, api-git-port)',
      ),
    ]);
  });

  it('fails where a port is on neither, but for etcd, whose number the API server picks', async () => {
    const by = (pachd: number, etcd: number) => ({
      services: [
        service('pach', 'pachd', { 'api-grpc-port': 30649, 's3gateway-port': pachd }),
        service('pach', 'etcd', { 'client-port': etcd }),
      ],
    });
    const { code, out } = await verify(['ports', '--port-set=migration'], by(31_600, 32_378));
    expect([code, out]).toEqual([
      1,
      expect.stringContaining(
        '1 of 3 nodePorts are not on the migration set: 31600 (pach/pachd, s3gateway-port)',
      ),
    ]);
    expect((await verify(['ports', '--port-set=migration'], by(30_611, 31_234))).code).toBe(0);
    expect((await verify(['ports', '--port-set=migration'], by(30_611, 32_379))).code).toBe(1);
  });

  it('fails where there is no Service', async () => {
    const { code, out } = await verify(['ports', '--port-set=normal']);
    expect([code, out]).toEqual([1, expect.stringContaining('no Service pachd in namespace pach')]);
  });

  it('fails where the range of the cluster does not have them', async () => {
    const { code, out } = await verify(['ports', '--port-set=normal', '--node-port-range=30000-30645'], {
      services: [NORMAL],
    });
    expect([code, out]).toEqual([1, expect.stringContaining('and the range is 30000-30645')]);
  });
});

describe('ports-free', () => {
  it('fails where another port of the same namespace holds one', async () => {
    const by = (name: string, port: string, number: number) =>
      verify(['ports-free', '--port-set=migration'], {
        services: [service('pach', name, { [port]: number })],
      });
    const { code, out } = await by('grafana', 'http', 30_649);
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('the migration set is not free: 30649 (pach/grafana, http)'),
    ]);
    expect((await by('etcd', 'client-port', 30_649)).code).toBe(1);
    expect((await by('pachd', 'api-grpc-port', 30_649)).code).toBe(0);
  });

  it('is ok where only the own namespace holds numbers of the set', async () => {
    const { code, out } = await verify(['ports-free', '--port-set=normal'], { services: [NORMAL] });
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^ports-free: ok: all \d+ numbers of the normal set are free\n$/),
    ]);
  });

  it('fails where etcd of another cluster got one from the API server', async () => {
    const services = [service('old', 'etcd', { 'client-port': 30649 })];
    const { code, out } = await verify(['ports-free', '--port-set=migration'], { services });
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('the migration set is not free: 30649 (old/etcd, client-port)'),
    ]);
  });
});

describe('--context', () => {
  it.each([
    ['', '--context is empty'],
    ['prod\n', '--context: "prod\\n" has a control character'],
  ])('that could lead to another cluster is refused: %j', async (context, said) => {
    const result = await verify(['rights', `--context=${context}`]);
    expect([result.code, result.said, result.out]).toEqual([2, expect.stringContaining(said), '']);
  });
});
