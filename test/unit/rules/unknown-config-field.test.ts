import { describe, expect, it } from 'vitest';
import { configKeySupport, configKeysAt, configPlacesOf } from '../../../src/packs/pyroscope/facts/config.ts';
import { unknownConfigField } from '../../../src/packs/pyroscope/rules/unknown-config-field.ts';
import { messageOf, runExample } from './run-example.ts';

const structured = (text: string): string =>
  `pyroscope:\n  structuredConfig:\n${text.replace(/^(?=.)/gm, '    ')}`;

const remediesOf = (values: string, chart = '2.2.1'): readonly string[] =>
  runExample(unknownConfigField, { values, chart }).map(({ report }) => messageOf(report).remedy);

describe('keys of the server configuration', () => {
  it.each([
    ['storage.s3.http.idle_conn_timeout', '2.2.1', 'known'],
    ['distributor.ring.kvstore.consul.host', '1.15.0', 'known'],
    ['ingester.lifecycler.ring.kvstore.store', '2.2.1', 'known'],
    ['metastore.grpc_client_config.backoff_config.min_period', '2.2.1', 'known'],
    ['limits.retention_period', '2.2.1', 'known'],
    ['limits.write_path', '1.21.0', 'known'],
    ['metastore.raft.snapshots_dir', '1.18.0', 'known'],
    ['enable_v1_read_path', '1.21.0', 'known'],
    ['enable_v1_read_path', '2.0.1', 'unknown'],
    ['architecture_storage', '1.21.0', 'unknown'],
    ['architecture_storage', '2.0.0', 'known'],
    ['storage.bucket_name', '2.2.1', 'unknown'],
    ['server.log_level.debug', '2.2.1', 'unknown'],
    ['limits.distributor_usage_groups.mine', '2.2.1', 'free'],
    ['metastore.levels.0', '2.2.1', 'free'],
    ['constructor', '2.2.1', 'unknown'],
  ])('%s on %s is %s', (path, server, support) => {
    expect(configKeySupport(path.split('.'), server)).toBe(support);
  });

  it('lists the keys of a map, and none below a single value', () => {
    expect(configKeysAt(['storage', 'filesystem'], '2.2.1')).toEqual(['dir']);
    expect(configKeysAt(['storage', 'backend'], '2.2.1')).toEqual([]);
    expect(configKeysAt(['nothing'], '2.2.1')).toEqual([]);
  });

  it('finds the places of a key, the nearest to the top first', () => {
    const places = configPlacesOf('bucket_name', [], '2.2.1').map((place) => place.join('.'));
    expect(places.toSorted()).toEqual(['storage.gcs.bucket_name', 'storage.s3.bucket_name']);
  });
});

describe('unknown-config-field', () => {
  it.each([
    ['storage:\n  bucket_name: b\n', 'storage.gcs.bucket_name or storage.s3.bucket_name'],
    ['storage:\n  backend: gcs\n  bucket_name: b\n', 'storage.gcs.bucket_name?'],
    ['storage:\n  s3:\n    endpoint: e\n  bucket_name: b\n', 'storage.s3.bucket_name?'],
    ['retention_period: 31d\n', 'limits.retention_period?'],
    ['limits:\n  max_query_lenght: 1h\n', 'limits.max_query_length?'],
    ['limits:\n  backend: s3\n', 'storage.backend?'],
    ['no_such_thing_at_all: 1\n', 'remove no_such_thing_at_all'],
  ])('suggests for %j: %s', (text, remedy) => {
    expect(remediesOf(structured(text))).toEqual([expect.stringContaining(remedy)]);
  });

  it('reports the topmost wrong key alone', () => {
    expect(remediesOf(structured('wrong:\n  more: 1\n  other: 2\n'))).toHaveLength(1);
  });

  it('leaves the name of a bucket to its own rule', () => {
    expect(remediesOf(structured('storage:\n  s3:\n    bucket: b\n'))).toEqual([]);
  });

  it.each([
    ['tag: latest', 'warning'],
    ['repository: mine/pyroscope', 'warning'],
    ['tag: 2.2.0', 'error'],
    ['tag: 9.0.0', 'info'],
  ])('is sure of the server only where it is: %s', (image, severity) => {
    const values = `${structured('wrong: 1\n')}  image:\n    ${image}\n`;
    expect(runExample(unknownConfigField, { values }).map(({ report }) => report.severity)).toEqual([
      severity,
    ]);
  });

  it('renames nothing where the right key stands beside, or the place in a text is not exact', () => {
    const beside = structured('storage:\n  Backend: s3\n  backend: s3\n');
    const within = 'pyroscope:\n  config: >-\n    storage: {Backend: s3}\n';
    for (const values of [beside, within]) {
      const reports = runExample(unknownConfigField, { values });
      expect(reports).toHaveLength(1);
      expect(reports[0]?.report.fix).toBeUndefined();
    }
  });

  it.each([
    'pyroscope:\n  config: |\n    {{ if .Values.a }}\n    wrong: 1\n    {{ end }}\n',
    'pyroscope:\n  config: |\n    {{ .Values.key }}: 1\n',
    structured(`"\${KEY}": 1\n`),
  ])('says nothing of what is not sure to be there: %j', (values) => {
    expect(runExample(unknownConfigField, { values })).toEqual([]);
  });
});

describe('keys of a tenant', () => {
  it.each([
    [
      'retention_perod: 7d',
      'did you mean overrides.a.retention_period? If not, remove overrides.a.retention_perod',
    ],
    [
      'maxQueryLength: 1d',
      'did you mean overrides.a.max_query_length? If not, remove overrides.a.maxQueryLength',
    ],
    ['http_listen_port: 80', 'remove overrides.a.http_listen_port'],
  ])('%s: %s', (text, remedy) => {
    expect(remediesOf(`pyroscope:\n  tenantOverrides:\n    a:\n      ${text}\n`)).toEqual([remedy]);
  });

  it('are taken where the limits have them', () => {
    expect(
      remediesOf('pyroscope:\n  tenantOverrides:\n    a: {retention_period: 7d}\n    b: null\n'),
    ).toEqual([]);
  });
});

it('a key of the chart among those of the server is sent to the chart', () => {
  expect(remediesOf(structured('extraArgs:\n  log.level: debug\n'))).toEqual([
    'did you mean pyroscope.extraArgs, beside structuredConfig? If not, remove extraArgs',
  ]);
});
