import { describe, expect, it } from 'vitest';
import { type Revision, revisionInForce } from '../../../src/live/cluster.ts';
import { fakeCluster } from './fake-programs.ts';

/** As Helm 3.21 (`updated: ""` for no time) and Helm 4.2 (no key; labels in the metadata) print them. */
const HISTORY = {
  'Helm 3': `[{"revision":1,"updated":"","status":"superseded","chart":"pyroscope-2.0.3","app_version":"2.1.0","description":"Install complete"},{"revision":2,"updated":"2026-11-02T11:00:00.5+01:00","status":"deployed","chart":"pyroscope-2.0.3","app_version":"2.1.0","description":"Upgrade complete"}]\n`,
  'Helm 4': `[{"revision":1,"status":"superseded","chart":"pyroscope-2.0.3","app_version":"2.1.0","description":"Install complete"},{"revision":2,"updated":"2026-11-02T11:00:00.5+01:00","status":"deployed","chart":"pyroscope-2.0.3","app_version":"2.1.0","description":"Upgrade complete"}]\n`,
};
const METADATA = {
  'Helm 3': `{"name":"pyro","chart":"pyroscope","version":"2.0.3","appVersion":"2.1.0","namespace":"prof","revision":2,"status":"deployed","deployedAt":"2026-11-02T11:00:00+01:00"}\n`,
  'Helm 4': `{"name":"pyro","chart":"pyroscope","version":"2.0.3","appVersion":"2.1.0","labels":{"name":"pyro","owner":"helm","status":"deployed","version":"2"},"namespace":"prof","revision":2,"status":"deployed","deployedAt":"2026-11-02T11:00:00+01:00"}\n`,
};

const answers = (helm: 'Helm 3' | 'Helm 4', values = '{"a":{"b":1}}'): string => `
const all = args.includes('--all');
if (args[0] === 'history') say(${JSON.stringify(HISTORY[helm])});
else if (args[1] === 'metadata') say(${JSON.stringify(METADATA[helm])});
else if (args[1] === 'values') say(all ? '{"a":{"b":1,"c":2}}' : ${JSON.stringify(values)});
else if (args[1] === 'manifest') say('---\\nkind: A\\n' + args.find((arg) => arg.startsWith('--revision=')) + '\\n');
else fail('Error: unknown command');`;

describe.each(['Helm 3', 'Helm 4'] as const)('a release as %s prints it', (helm) => {
  it('is put together from history, metadata and values', async () => {
    const { cluster } = fakeCluster({ helm: answers(helm) });
    const common = { chart: 'pyroscope-2.0.3' };
    expect(await cluster.release('pyro')).toEqual({
      ok: true,
      value: {
        name: 'pyro',
        namespace: 'prof',
        chartName: 'pyroscope',
        chartVersion: '2.0.3',
        appVersion: '2.1.0',
        userValues: { a: { b: 1 } },
        allValues: { a: { b: 1, c: 2 } },
        history: [
          { ...common, revision: 1, updated: '', status: 'superseded', description: 'Install complete' },
          {
            ...common,
            revision: 2,
            updated: '2026-11-02T11:00:00.5+01:00',
            status: 'deployed',
            description: 'Upgrade complete',
          },
        ],
      },
    });
  });
});

const revisionsOf = (statuses: string): readonly Revision[] =>
  statuses.split(' ').map((status, index) => ({
    revision: index + 1,
    updated: '',
    status,
    chart: 'a-1.0.0',
    description: '',
  }));

describe('the revision that Helm goes on from', () => {
  it.each([
    ['deployed', 1],
    ['superseded deployed', 2],
    ['deployed failed', 1],
    ['superseded deployed failed failed', 2],
    ['deployed pending-upgrade', 1],
    ['deployed pending-rollback failed', 1],
    ['superseded failed', 1],
    ['superseded uninstalled', 1],
    ['superseded superseded uninstalling', 2],
    ['deployed deployed failed', 2],
    ['failed', 1],
    ['pending-install', 1],
  ])('of %s is %i', (statuses, revision) => {
    expect(revisionInForce(revisionsOf(statuses))?.revision).toBe(revision);
  });

  it('is the one whose chart and values are asked', async () => {
    const helm = answers('Helm 4').replace('\\"status\\":\\"deployed\\"', '\\"status\\":\\"failed\\"');
    const { cluster, calls } = fakeCluster({ helm });
    await cluster.release('pyro');
    const asked = calls().flatMap(({ args }) => args.filter((one) => one.startsWith('--revision=')));
    expect([...new Set(asked)]).toEqual(['--revision=1']);
  });
});

describe('questions to helm', () => {
  it('ask about one revision, in the cluster and namespace that were named', async () => {
    const address = { namespace: 'prof', kubeContext: 'blue', kubeconfig: 'kube/config' };
    const { cluster, calls } = fakeCluster({ helm: answers('Helm 4') }, {}, address);
    await cluster.release('pyro');
    const where = ['--namespace=prof', '--kube-context=blue', '--kubeconfig=kube/config', '--', 'pyro'];
    const [first, ...later] = calls().map(({ args }) => args);
    expect(first).toEqual(['history', '--output=json', ...where]);
    expect(later.toSorted()).toEqual([
      ['get', 'metadata', '--revision=2', '--output=json', ...where],
      ['get', 'values', '--all', '--revision=2', '--output=json', ...where],
      ['get', 'values', '--revision=2', '--output=json', ...where],
    ]);
  });

  it('give a manifest of any revision as it is', async () => {
    const { cluster } = fakeCluster({ helm: answers('Helm 3') });
    expect(await cluster.manifest('pyro', 7)).toEqual({ ok: true, value: '---\nkind: A\n--revision=7\n' });
  });

  it('read a release that was given no values', async () => {
    const { cluster } = fakeCluster({ helm: answers('Helm 3', 'null\n') });
    expect(await cluster.release('pyro')).toMatchObject({ ok: true, value: { userValues: {} } });
  });

  it('are not asked for a name that no release has, be it a flag or another selector', async () => {
    const { cluster, calls } = fakeCluster({ helm: answers('Helm 3'), kubectl: '' });
    const names = ['--kubeconfig=x', 'a,b=c', 'Pyro', 'a..b', '', 'x'.repeat(54), '$(id)'];
    for (const name of names) {
      const problem = { ok: false, error: { kind: 'unexpected-answer' } };
      expect(await cluster.release(name)).toMatchObject(problem);
      expect(await cluster.manifest(name, 1)).toMatchObject(problem);
      expect(await cluster.pods(name)).toMatchObject(problem);
    }
    expect(calls).toThrow('ENOENT');
  });
});

describe('helm has no answer', () => {
  it('for a release that is not there', async () => {
    const { cluster } = fakeCluster({ helm: `fail('Error: release: not found')` });
    expect(await cluster.release('pyro')).toEqual({
      ok: false,
      error: {
        kind: 'no-release',
        what: 'Helm has no release "pyro" (namespace prof).',
        remedy:
          'List the releases with `helm list --all --namespace prof`, and check --namespace and --kube-context.',
      },
    });
  });

  it('for a revision that is gone, which is no missing release', async () => {
    const { cluster } = fakeCluster({ helm: `fail('Error: release: not found')` });
    expect(await cluster.manifest('pyro', 3)).toMatchObject({
      ok: false,
      error: {
        kind: 'unexpected-answer',
        what: 'Helm no longer has revision 3 of "pyro" (namespace prof).',
      },
    });
  });

  it.each([
    ['no JSON', `say('hunter2')`],
    ['no list', `say({ hunter2: 1 })`],
    ['an empty list', `say([])`],
    ['a list of something else', `say(['hunter2'])`],
  ])('but %s, none of which is shown', async (_, helm) => {
    const { cluster } = fakeCluster({ helm });
    const answer = await cluster.release('pyro');
    expect(answer).toMatchObject({ ok: false, error: { kind: 'unexpected-answer' } });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('because it is not installed', async () => {
    const { cluster } = fakeCluster({});
    expect(await cluster.release('pyro')).toMatchObject({
      ok: false,
      error: { kind: 'program-missing', what: 'helm is not on PATH.' },
    });
  });

  it('because it was named wrongly', async () => {
    const { cluster } = fakeCluster({}, { programs: { helm: './no/helm' } });
    expect(await cluster.release('pyro')).toMatchObject({
      ok: false,
      error: { kind: 'program-missing', what: './no/helm, set as helm, does not exist.' },
    });
  });

  it('because the API server hangs', async () => {
    const { cluster } = fakeCluster({ helm: 'hang()' }, { timeout: 300 });
    expect(await cluster.release('pyro')).toMatchObject({
      ok: false,
      error: { kind: 'timed-out', what: '`helm history pyro --output=json` gave no answer within 0.3 s.' },
    });
  });
});
