import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/live/cluster.ts';
import { fakeCluster } from './fake-programs.ts';

const SOURCE = resolve(import.meta.dirname, '../../../src/live');
const READING = [
  ['helm', 'history'],
  ['helm', 'get', 'metadata'],
  ['helm', 'get', 'values'],
  ['helm', 'get', 'manifest'],
  ['kubectl', 'get', 'pods'],
  ['kubectl', 'get', 'persistentvolumeclaims'],
  ['kubectl', 'get', 'statefulsets,deployments,controllerrevisions,replicasets,pods'],
  ['kubectl', 'get', 'configmap/pyro'],
  ['kubectl', 'get', 'validatingadmissionpolicies,validatingadmissionpolicybindings'],
  ['kubectl', 'logs'],
  ['kubectl', 'port-forward'],
].map((words) => words.join(' '));

/** Asks everything once; a new member of Cluster must be added here, or this does not compile. */
const QUESTIONS: Record<
  Exclude<keyof Cluster, 'address' | 'close'>,
  (cluster: Cluster) => Promise<unknown>
> = {
  release: (cluster) => cluster.release('pyro'),
  manifest: (cluster) => cluster.manifest('pyro', 1),
  pods: (cluster) => cluster.pods('pyro'),
  claims: (cluster) => cluster.claims('pyro', []),
  workloads: (cluster) => cluster.workloads('pyro'),
  object: (cluster) => cluster.object('configmap', 'pyro'),
  guards: (cluster) => cluster.guards(),
  logs: (cluster) => cluster.logs('pyro-0', 5),
  endpoint: (cluster) => cluster.endpoint('pyro-0', 4040)({ path: '/', timeout: 5_000 }),
};

const HELM = `say(args[0] === 'history' ? [{ revision: 1 }] : { version: '1.0.0' })`;
const KUBECTL = `if (args[0] === 'port-forward') fail('no'); else say({ items: [] });`;

describe('a cluster', () => {
  it('is asked with verbs that read, and no others', async () => {
    const { cluster, calls } = fakeCluster({ helm: HELM, kubectl: KUBECTL });
    await Promise.all(Object.values(QUESTIONS).map((ask) => ask(cluster)));
    const asked = calls().map(({ program, args }) => [program, ...args].join(' '));
    const verbOf = (line: string) => READING.find((verb) => line.startsWith(`${verb} `)) ?? line;
    expect([...new Set(asked.map(verbOf))].toSorted()).toEqual(READING.toSorted());
  });

  it('gets arguments as they are: none is read by a shell', async () => {
    const evil = '; touch marker; $(touch marker) `touch marker`';
    const address = { namespace: evil, kubeContext: evil, kubeconfig: evil };
    const { cluster, calls, dir } = fakeCluster({ helm: HELM, kubectl: KUBECTL }, {}, address);
    await Promise.all([...Object.values(QUESTIONS).map((ask) => ask(cluster)), cluster.logs(evil, 1)]);
    for (const { args } of calls()) expect(args).toContain(`--namespace=${evil}`);
    expect(calls().some(({ args }) => args.includes(`pod/${evil}`))).toBe(true);
    expect(existsSync(join(dir, 'marker')) || existsSync('marker')).toBe(false);
  });

  it('starts programs in one place, which names no shell', () => {
    const files = readdirSync(SOURCE).map((name) => ({
      name,
      text: readFileSync(join(SOURCE, name), 'utf8'),
    }));
    const starting = files.filter(({ text }) => /import (?!type).*node:child_process/.test(text));
    expect(starting.map(({ name }) => name)).toEqual(['processes.ts']);
    expect(starting[0]?.text).toMatch(
      /import \{ type ChildProcessByStdio, spawn \} from 'node:child_process'/,
    );
    expect(files.filter(({ text }) => /\bshell: (?!false)/.test(text))).toEqual([]);
  });

  it('is reached from this folder alone: no other one starts processes or opens sockets', () => {
    const src = join(SOURCE, '..');
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const reaching = files.filter((name) =>
      /(?:from |import\()'(?:node:)?(?:child_process|net|https?|http2|tls|dgram)'|(?<![.\w])fetch\(/.test(
        readFileSync(join(src, name), 'utf8'),
      ),
    );
    expect(reaching.toSorted()).toEqual(
      ['live/http-client.ts', 'live/http.ts', 'live/processes.ts', 'live/serve-page.ts'].map((name) =>
        join(name),
      ),
    );
  });
});
