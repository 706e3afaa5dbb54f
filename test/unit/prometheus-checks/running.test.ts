import { describe, expect, it } from 'vitest';
import { askerOf } from '../../../src/checks/ask.ts';
import type { Endpoint } from '../../../src/live/cluster.ts';
import { likely, type Pack } from '../../../src/pack.ts';
import {
  fieldOf,
  type PrometheusCase,
  type PrometheusState,
} from '../../../src/packs/prometheus/read/facts.ts';
import { migrationSteps } from '../../../src/packs/prometheus/steps/guide.ts';
import { judgeServers, withServers } from '../../../src/release/from-server.ts';
import { fakePrometheus, HOUR, NOW } from './fake-prometheus.ts';
import { NEW_URL, OLD_URL } from './queue.ts';
import { chartManifest, packWith, stackManifest, stateOf } from './release.ts';

const ENTRIES = [
  { name: 'old', url: OLD_URL },
  { name: 'new', url: NEW_URL },
];
const SETTINGS = { destination: NEW_URL, destinationTenant: 'team' };

const TENANT = '    X-Scope-OrgID: team\n';

const server = (urls: readonly string[], replica = 'prom-0', tenant = ''): Endpoint =>
  fakePrometheus([], undefined, {
    '/api/v1/status/config': JSON.stringify({
      status: 'success',
      data: {
        yaml: `global:\n  external_labels:\n    prometheus: mon/k8s\n    prometheus_replica: ${replica}\nremote_write:\n${urls
          .map(
            (url, at) =>
              `- url: ${url}\n  name: n${at}\n  send_exemplars: true\n  headers:\n${tenant}    Authorization: Bearer hunter2\n  basic_auth:\n    username: me\n    password: <secret>\n`,
          )
          .join('')}`,
      },
    }),
    '/api/v1/status/flags': JSON.stringify({
      status: 'success',
      data: {
        'storage.tsdb.path': '/prometheus',
        'storage.tsdb.retention.time': '10d',
        'web.enable-remote-write-receiver': 'false',
      },
    }),
  });

/** A release with these pods, as it is installed and as it runs. */
function liveOf(manifest: string, pods: Readonly<Record<string, Endpoint>>, component: string) {
  const installed = stateOf(manifest, SETTINGS);
  const opened = {
    ...{ releaseName: 'mon', namespace: 'monitoring', claims: [], sinceMs: HOUR, asksCluster: true },
    ...{ hasPrometheus: false, now: () => NOW, pause: async () => undefined, logs: async () => '' },
    pods: Object.keys(pods).map((name) => ({
      ...{ name, component, phase: 'Running', ready: true, restarts: 0, args: [], image: '', claims: [] },
      httpPort: 9090,
    })),
    ask: (whom: 'prometheus' | { readonly name: string }, question: { readonly path: string }) =>
      askerOf(pods[whom === 'prometheus' ? '' : whom.name] as Endpoint)(question),
    askAt: async () => ({ status: 404, body: '' }),
    object: async () => ({}),
  };
  const pack = packWith(SETTINGS) as Pack;
  return { pack, installed, live: withServers(opened, pack, installed) };
}

const differencesOf = async (
  manifest: string,
  pods: Readonly<Record<string, Endpoint>>,
  component: string,
) => {
  const { pack, installed, live } = liveOf(manifest, pods, component);
  const of = { now: installed, asked: () => undefined, options: {}, clock: NOW };
  const { findings } = await judgeServers(pack, live, of);
  return findings.map(({ rule, what }) => `${rule}: ${what}`);
};

describe('what the servers run with', () => {
  const CHART = chartManifest(ENTRIES);

  it('is read in the spelling of prometheus.yml, without credentials', async () => {
    const { live } = liveOf(
      CHART,
      { 'mon-prometheus-server-0': server([OLD_URL, NEW_URL], 'a', TENANT) },
      'server',
    );
    const running = (await live.running()) as PrometheusState;
    const [one] = running.components;
    const [first] = one?.entries ?? [];
    expect(likely(running.phase)).toBe('dual');
    expect(first && likely(fieldOf(first, 'sendExemplars'))).toBe('true');
    expect(likely(running.stores.new?.tenant)).toBe('team');
    expect(likely(one?.receives)).toBe(false);
    expect(first?.tree.keys('headers')).toEqual(['X-Scope-OrgID']);
    expect(first?.tree.has('basic_auth')).toBe(false);
  });

  it('is the phase of the manifests, or running-differs says so', async () => {
    const both = { 'mon-prometheus-server-0': server([OLD_URL, NEW_URL]) };
    expect(await differencesOf(CHART, both, 'server')).toEqual([]);
    const one = { 'mon-prometheus-server-0': server([OLD_URL]) };
    expect(await differencesOf(CHART, one, 'server')).toEqual([
      'running-differs: the phase is "old" on the running servers, and "dual" in the installed revision',
    ]);
  });

  it('is another store where the old entry writes elsewhere', async () => {
    const pods = { 'mon-prometheus-server-0': server(['http://elsewhere/api/v1/push', NEW_URL]) };
    expect(await differencesOf(CHART, pods, 'server')).toEqual([
      `running-differs: the url of old is "http://elsewhere/api/v1/push" on the running servers, and "${OLD_URL}" in the installed revision`,
    ]);
  });

  it('has another tenant where the manifests name none', async () => {
    const pods = { 'mon-prometheus-server-0': server([OLD_URL, NEW_URL], 'a', TENANT) };
    expect(await differencesOf(CHART, pods, 'server')).toEqual([
      'running-differs: the tenant of old and new is "team" on the running servers, and empty in the installed revision',
    ]);
  });

  it('may differ in the label of the replica, and in nothing else', async () => {
    const urls = [OLD_URL, NEW_URL];
    const pods = { 'prometheus-mon-0': server(urls, 'prom-0'), 'prometheus-mon-1': server(urls, 'prom-1') };
    expect(await differencesOf(stackManifest(ENTRIES), pods, 'prometheus')).toEqual([]);
    const apart = { ...pods, 'prometheus-mon-1': server([OLD_URL]) };
    expect(await differencesOf(stackManifest(ENTRIES), apart, 'prometheus')).not.toEqual([]);
  });
});

describe('the steps that are left', () => {
  const caseOf = (
    entries: readonly { name: string; url: string }[],
    settings: Record<string, string>,
  ): PrometheusCase => ({
    now: stateOf(stackManifest(entries), settings),
    asked: () => undefined,
    options: {},
    clock: NOW,
    history: {
      spans: [{ phase: 'dual', since: new Date(NOW - 2 * HOUR).toISOString(), certain: true, revision: 2 }],
      isStartKnown: true,
    },
  });
  const stepsOf = (
    entries: readonly { name: string; url: string }[],
    settings: Record<string, string> = SETTINGS,
  ) => {
    const steps = migrationSteps(caseOf(entries, settings));
    return typeof steps === 'string' ? steps : steps.map(({ id, phase, gated }) => `${id} ${phase} ${gated}`);
  };

  it('are dual, and the new store alone', () => {
    expect(stepsOf(ENTRIES.slice(0, 1))).toEqual(['dual dual true', 'new new true']);
    expect(stepsOf(ENTRIES)).toEqual(['new new true']);
    expect(stepsOf(ENTRIES.slice(1))).toEqual([]);
  });

  it('have no last one where the Prometheus goes on keeping its own samples', () => {
    expect(stepsOf(ENTRIES.slice(1), { ...SETTINGS, old: 'tsdb' })).toEqual([]);
  });

  it('cannot be told without a destination', () => {
    const { now, ...rest } = caseOf(ENTRIES, SETTINGS);
    const nobody = { ...now, meant: { ...now.meant, destination: undefined } };
    expect(migrationSteps({ ...rest, now: nobody })).toContain('PHASEGATE_DESTINATION');
  });

  it('print the environment and the backfill as a shell takes them', () => {
    const [last] = migrationSteps(caseOf(ENTRIES, SETTINGS));
    const notes = typeof last === 'string' ? '' : (last?.notes ?? []).join('\n');
    expect(notes).toContain(`export PHASEGATE_DESTINATION=${NEW_URL} PHASEGATE_DESTINATION_TENANT=team`);
    expect(notes).toContain(
      `phasegate backfill --start 30d --end 2026-11-30T10:10:00Z --reader-url http://cortex:9009/prometheus/api/v1/read --writer-url ${NEW_URL} --writer-http-header X-Scope-OrgID:team`,
    );
  });

  const commandFor = (old: { name: string; url: string; tenant?: string }) => {
    const [last] = migrationSteps(caseOf([old, { name: 'new', url: NEW_URL }], SETTINGS));
    return typeof last === 'string' ? '' : (last?.notes ?? []).join('\n');
  };

  it('read the history for the tenant that it was written for', () => {
    expect(commandFor({ name: 'old', url: OLD_URL, tenant: 'before' })).toContain(
      '/api/v1/read --reader-http-header X-Scope-OrgID:before --writer-url',
    );
  });

  it('read the database that the history was written to, and print no password', () => {
    const url = 'http://influx:8086/api/v1/prom/write?db=metrics&u=me&p=hunter2';
    const command = commandFor({ name: 'old', url });
    expect(command).toContain(
      "--reader-url 'http://influx:8086/api/v1/prom/read?db=metrics&u=me' --writer-url",
    );
    expect(command).not.toContain('hunter2');
  });
});
