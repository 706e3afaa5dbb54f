import { describe, expect, it } from 'vitest';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';
import { EXAMPLE_CHART } from '../../../src/packs/pyroscope/facts/charts.ts';
import { metastoreNotPersistent } from '../../../src/packs/pyroscope/rules/metastore-not-persistent.ts';
import { metastorePeersMismatch } from '../../../src/packs/pyroscope/rules/metastore-peers-mismatch.ts';
import { raftServerIdDropsPeers } from '../../../src/packs/pyroscope/rules/raft-server-id-drops-peers.ts';
import { dual, findings, microservices, parts, severities, single, text } from './findings-of.ts';

describe('metastore-not-persistent', () => {
  const severityOf = (values: object, chart = EXAMPLE_CHART) =>
    severities(metastoreNotPersistent, values, { chart });

  it.each([
    ['nothing written', {}, ['info']],
    ['a copy of a default', single({ persistence: { enabled: false } }), ['info']],
    ['own values', single({ resources: { limits: { memory: '1Gi' } } }), ['warning']],
    ['a bucket', single({ extraArgs: { 'storage.backend': 's3' } }), ['warning']],
    ['a templated config', single({ config: '{{ if x }}\nstorage:\n  backend: s3\n{{ end }}' }), ['info']],
    ['a claim', single({ persistence: { enabled: true } }), []],
    ['microservices, nothing about it', { architecture: microservices }, ['warning']],
    ['microservices, off by hand', parts({ metastore: { persistence: { enabled: false } } }), ['warning']],
    ['microservices, on for all', parts({}, { persistence: { enabled: true } }), ['error']],
    [
      'on for all and off for it by hand',
      parts({ metastore: { persistence: { enabled: false } } }, { persistence: { enabled: true } }),
      ['warning'],
    ],
    [
      'raft on a mounted volume',
      parts({ metastore: { extraVolumeMounts: [{ mountPath: '/data-metastore/' }] } }),
      [],
    ],
    [
      'another mount',
      parts({ metastore: { extraVolumeMounts: [{ mountPath: '/data-meta' }] } }),
      ['warning'],
    ],
  ])('%s', (_, values, expected) => {
    expect(severityOf(values)).toEqual(expected);
  });

  it('says nothing of blocks where they are in a bucket, and that they go where they are not', () => {
    const bucket = single({ structuredConfig: { storage: { backend: 's3' } } });
    expect(text(metastoreNotPersistent, bucket)).toContain('blocks in the bucket cannot be found');
    expect(text(metastoreNotPersistent, {})).toContain('index and blocks');
  });

  it.each(CHART.versions)('names a key that leaves v1 of chart %s alone', (chart) => {
    const said = text(
      metastoreNotPersistent,
      { architecture: { storage: { v2: true }, ...microservices } },
      { chart },
    );
    const first = CHART.versions.indexOf('1.19.2');
    if (chart === '1.14.0') expect(said).toBe('');
    else if (CHART.versions.indexOf(chart) < first)
      expect(said).toContain('set architecture.microservices.v2.metastore.persistence.enabled: true');
    else expect(said).toContain('set pyroscope.components.metastore.persistence.enabled: true');
  });
});

describe('raft-server-id-drops-peers', () => {
  const id = { 'metastore.raft.server-id': 'x' };

  it.each(CHART.versions)('chart %s', (chart) => {
    const values = { ...parts({ metastore: { extraArgs: id } }), architecture: dual };
    const isAffected = chart !== '1.14.0' && CHART.versions.indexOf(chart) < CHART.versions.indexOf('2.1.2');
    expect(severities(raftServerIdDropsPeers, values, { chart })).toEqual(isAffected ? ['error'] : []);
  });

  it('gives the port that the release uses', () => {
    const values = {
      ...parts({ metastore: { extraArgs: id } }, { metastore: { port: 9199 } }),
      architecture: dual,
    };
    expect(text(raftServerIdDropsPeers, values, { chart: '2.1.0' })).toContain('bind-address: ":9199"');
  });

  it('wants them where one pod waits for more', () => {
    const extraArgs = { ...id, 'metastore.raft.bootstrap-expect-peers': 3 };
    expect(severities(raftServerIdDropsPeers, single({ extraArgs: id }), { chart: '2.0.2' })).toEqual([]);
    expect(severities(raftServerIdDropsPeers, single({ extraArgs }), { chart: '2.0.2' })).toEqual(['error']);
  });
});

describe('single-binary-peers-mismatch', () => {
  it.each([
    ['three and none', { replicaCount: 3 }, 1],
    ['text', { replicaCount: '3', extraArgs: { 'metastore.raft.bootstrap-expect-peers': '3' } }, 0],
    ['no number', { replicaCount: 'many' }, 0],
    [
      'no number expected',
      { replicaCount: 3, extraArgs: { 'metastore.raft.bootstrap-expect-peers': 'x' } },
      0,
    ],
    ['none', { replicaCount: 0 }, 0],
    ['autoscaled', { replicaCount: 3, autoscaling: { enabled: true } }, 0],
  ])('%s', (_, pyroscope, count) => {
    expect(findings(metastorePeersMismatch, single(pyroscope))).toHaveLength(count);
  });
});
