import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { inClusterServer } from '../../../src/live/in-cluster.ts';
import { configMapState } from '../../../src/packs/prometheus/backfill/config-map-state.ts';
import { type PlanParts, planName, planText } from '../../../src/packs/prometheus/backfill/plan.ts';
import { emptyState, type SavedState } from '../../../src/packs/prometheus/backfill/state.ts';
import { phasegateProgram, temporaryFolder } from '../tools/paths.ts';
import { run } from '../tools/run.ts';
import { kubernetesTest } from './kubernetes-test.ts';

const HOUR = 3_600_000;
const PARTS: PlanParts = {
  name: 'march',
  namespace: 'backfill-plan',
  image: 'example.invalid/phasegate:1',
  cuts: [0, HOUR, 2 * HOUR],
  samples: 1000,
  args: ['--reader-url=http://old/api/v1/read', '--writer-url=http://new/api/v1/write'],
  secret: { name: 'tokens', files: { '--writer-auth-bearer-token-file': 'writer-auth-bearer-token' } },
  parallelism: 2,
};

const shardState = (change: Partial<SavedState>): SavedState => ({
  ...emptyState({
    name: 'march',
    identity: { reader: 'a', writer: 'b', selector: '{a="b"}', drop: [], tenants: ['', ''] },
    product: 'prometheus',
    start: 0,
    end: HOUR,
  }),
  ...change,
});

kubernetesTest(
  'a plan is taken by the API server, and its account keeps states and nothing else',
  async ({ controlPlane }) => {
    const { kubectl, kubeconfig, kubectlProgram } = controlPlane;
    const { namespace } = PARTS;
    const name = planName(PARTS);
    // For kubectl's caches, too.
    const folder = await temporaryFolder();
    await kubectl(['create', 'namespace', namespace]);
    const plan = planText(PARTS);
    await kubectl(['apply', '--validate=strict', '-f', '-'], plan);

    const can = async (words: readonly string[]): Promise<string> => {
      const as = ['--as', `system:serviceaccount:${namespace}:${name}`, '--namespace', namespace];
      const { stdout } = await run(kubectlProgram, ['auth', 'can-i', ...words, ...as], {
        env: { PATH: process.env.PATH ?? '', HOME: folder, KUBECONFIG: kubeconfig },
        stdin: '',
      });
      return stdout.trim();
    };
    expect(await can(['get', `configmap/${name}`])).toBe('yes');
    expect(await can(['patch', `configmap/${name}`])).toBe('yes');
    for (const words of [
      ['get', 'configmap/other'],
      ['list', 'configmaps'],
      ['delete', `configmap/${name}`],
      ['get', 'secrets'],
      ['get', 'pods'],
    ])
      expect([words, await can(words)]).toEqual([words, 'no']);

    const token = (await kubectl(['create', 'token', name, '--namespace', namespace])).trim();
    const config = JSON.parse(await kubectl(['config', 'view', '--raw', '-o', 'json'])) as {
      clusters: {
        cluster: { server: string; 'certificate-authority'?: string; 'certificate-authority-data'?: string };
      }[];
    };
    const cluster = config.clusters[0]?.cluster;
    const ca = cluster?.['certificate-authority-data']
      ? Buffer.from(cluster['certificate-authority-data'], 'base64').toString()
      : await readFile(cluster?.['certificate-authority'] ?? '', 'utf8');
    const account = join(folder, 'account');
    await mkdir(account);
    await Promise.all([
      writeFile(join(account, 'ca.crt'), ca),
      writeFile(join(account, 'token'), token),
      writeFile(join(account, 'namespace'), namespace),
    ]);
    const { hostname, port } = new URL(cluster?.server ?? '');
    const server = inClusterServer({
      env: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
      folder: account,
    });
    if (server === undefined) throw new Error('no server');
    const stores = [0, 1].map((shard) => configMapState(server, name, shard));
    expect(await stores[0]?.load()).toEqual({ ok: true, value: undefined });
    const states = [shardState({ samples: 1, copied: [[0, HOUR / 2]] }), shardState({ samples: 2 })];
    await Promise.all(states.map((state, shard) => stores[shard]?.save(state)));
    for (const [shard, state] of states.entries())
      expect(await stores[shard]?.load()).toEqual({ ok: true, value: state });
    const other = await configMapState(server, 'other', 0).load();
    expect(other).toMatchObject({ ok: false, error: expect.stringContaining('answers 403') });

    const status = async () =>
      run(
        process.execPath,
        [phasegateProgram, 'backfill', '--status', `--state=configmap/${name}`, '-n', namespace],
        {
          env: {
            PATH: `${join(kubectlProgram, '..')}:${process.env.PATH ?? ''}`,
            HOME: folder,
            KUBECONFIG: kubeconfig,
          },
          stdin: '',
        },
      );
    expect(await status()).toMatchObject({
      status: 1,
      stdout: 'shard 0: 50 % copied, 0 % compared, 1 samples\nshard 1: 0 % copied, 0 % compared, 2 samples\n',
    });
    // Applied again, a plan leaves what the pods have written.
    await kubectl(['apply', '--validate=strict', '-f', '-'], plan);
    const whole = [[0, HOUR]] as const;
    const done = shardState({ copied: whole, verified: whole, settled: whole, samples: 9 });
    await stores[0]?.save(done);
    expect((await status()).stdout).toContain('shard 0: verified, 9 samples\nshard 1: ');
    await stores[1]?.save(done);
    expect((await status()).status).toBe(0);
    server.close();
  },
);
