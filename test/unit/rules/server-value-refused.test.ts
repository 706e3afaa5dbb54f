import { describe, expect, it } from 'vitest';
import { majorOf } from '../../../src/chart/versions.ts';
import { chartFlagOrder } from '../../../src/packs/pyroscope/chart-flags.ts';
import { blockRangesNotMultiples } from '../../../src/packs/pyroscope/rules/block-ranges-not-multiples.ts';
import { DUAL, oneBinary, PHASE_FLAGS_2, V1, V2 } from '../../../src/packs/pyroscope/rules/examples.ts';
import { serverSettingsConflict } from '../../../src/packs/pyroscope/rules/server-settings-conflict.ts';
import { serverValueInvalid } from '../../../src/packs/pyroscope/rules/server-value-invalid.ts';
import { serverValueRefused } from '../../../src/packs/pyroscope/rules/server-value-refused.ts';
import { unknownConfigField } from '../../../src/packs/pyroscope/rules/unknown-config-field.ts';
import { writePathLeftover } from '../../../src/packs/pyroscope/rules/write-path-leftover.ts';
import { type JudgedValue, judgedServer, judgedValues, nested } from '../../judged/server-values.ts';
import { judgeManifests, messageOf, runExample } from './run-example.ts';

const { rows } = judgedValues();

const indented = (text: string): string => text.replace(/^(?=.)/gm, '    ');

/** What stores need to be opened: only the rows of `storage` were given to servers that open one. */
const OPENS = Object.entries({
  'storage.s3.endpoint': 'e:9000',
  'storage.gcs.bucket-name': 'b',
  'storage.azure.account-name': 'a',
  'storage.azure.container-name': 'c',
});

const opening = ({ in: place, key }: JudgedValue) =>
  place === 'storage' ? [] : OPENS.filter(([flag]) => flag !== key);

const flagLine = ([flag, value]: readonly [string, string]): string =>
  `    ${flag}: ${JSON.stringify(value)}\n`;

const valuesOf = ({ in: place, key, value }: JudgedValue): string =>
  place === 'flag'
    ? `pyroscope:\n  extraArgs:\n${flagLine([key, value])}`
    : `pyroscope:\n  structuredConfig:\n${indented(nested(key, value))}`;

const openingValuesOf = (row: JudgedValue): string => {
  const flags = opening(row).map(flagLine).join('');
  const more = row.in === 'flag' ? flags : `  extraArgs:\n${flags}`;
  return `${valuesOf(row)}${flags === '' ? '' : more}`;
};

const TOGGLES = { v1: V1, dual: DUAL, v2: V2 } as const;

const TELLING = [
  serverValueRefused,
  serverValueInvalid,
  serverSettingsConflict,
  unknownConfigField,
  blockRangesNotMultiples,
  writePathLeftover,
];

/** A map with keys where a single value belongs is told by its keys. */
function isReported(row: JudgedValue, column: string): boolean {
  const { version, phase } = judgedServer(column);
  const values = `${phase ? TOGGLES[phase] : ''}${openingValuesOf(row)}`;
  return TELLING.some((rule) => runExample(rule, { chart: version, values }).length > 0);
}

/** The same in a render, whose ConfigMap and arguments are what the server was given. */
function isReportedInRender(row: JudgedValue, column: string): boolean {
  const { in: place, key, value } = row;
  const { version, phase } = judgedServer(column);
  const ofPhase = phase ? PHASE_FLAGS_2[phase] : [];
  const own = place === 'flag' ? [`-${key}=${value}`] : [];
  const opens = opening(row).map(([flag, text]) => `-${flag}=${text}`);
  const args = [
    ...ofPhase.filter((arg) => own.length === 0 || !arg.startsWith(`-${key}=`)),
    ...opens,
    ...own,
  ];
  const config = place === 'flag' ? '{}\n' : nested(key, value);
  return judgeManifests(TELLING, oneBinary(version, { args }, { config })).length > 0;
}

const rowsOf = (verdict: string): readonly (readonly [string, string, JudgedValue])[] =>
  rows.flatMap((row) =>
    Object.entries(row.verdicts)
      .filter(([, word]) => word === verdict)
      .map(([server]) => [`${row.in} ${row.key}: ${row.value}`, server, row] as const),
  );

/** Refused, and not for its type: what is left to query-backend-from-format, the phase, rules of the user's. */
const isLeft = ({ in: place, key, value }: JudgedValue): boolean =>
  (place === 'flag' && /rules-source\.static$/.test(key) && /^(\[.*\]|-.*|~|)$/.test(value)) ||
  /^(limits\.enable_query_backend_from|enable-query-backend-from)$/.test(key) ||
  (/^storage\.backend$/.test(key) && ['', '""'].includes(value)) ||
  (key === 'limits.distributor_usage_groups' && /other/.test(value)) ||
  (/\.usage_groups$/.test(key) && value.startsWith('{')) ||
  value === '<nil>' ||
  // A storage other than the one of the phase.
  (key === 'architecture.storage' && value === 'v2');

describe('what servers were seen to do with a value', () => {
  it('has rows of both kinds for each server', () => {
    for (const server of judgedValues().servers)
      for (const verdict of ['taken', 'refused'])
        expect(rowsOf(verdict).filter(([, one]) => one === server).length).toBeGreaterThan(100);
  });

  it.each(rowsOf('taken'))('%s is not reported on %s', (_, server, row) => {
    expect(isReported(row, server)).toBe(false);
  });

  it.each(rowsOf('refused'))('%s is reported on %s', (_, server, row) => {
    expect(isReported(row, server)).toBe(!isLeft(row));
  });
});

describe('what servers were seen to do with a value, in a render', () => {
  it.each(rowsOf('taken'))('%s is not reported on %s', (_, server, row) => {
    expect(isReportedInRender(row, server)).toBe(false);
  });

  it.each(rowsOf('refused'))('%s is reported on %s', (_, server, row) => {
    // A flag that the chart writes may come from it, and whether a number with an exponent is quoted cannot be seen.
    const isUnclear =
      row.value === '1e20' || (row.in === 'flag' && chartFlagOrder(majorOf(server)).includes(row.key));
    if (!isUnclear) expect(isReportedInRender(row, server)).toBe(!isLeft(row));
    else expect(isReported(row, server) || isLeft(row)).toBe(true);
  });
});

const said = (values: string, chart = '2.2.1') =>
  runExample(serverValueRefused, { chart, values }).map(({ report }) => messageOf(report));

describe('what is said about a value', () => {
  it.each([
    ['flag', 'retention-period', '3 weeks', 'did you mean 3w?'],
    ['flag', 'querier.query-store-after', '2d', 'did you mean 48h?'],
    ['flag', 'storage.backend', 's4', 'did you mean s3?'],
    ['flag', 'write-path', 'x', 'write ingester, segment-writer or combined'],
    ['config', 'server.http_listen_port', '"80"', 'write 80 without quotes'],
    ['config', 'tracing.enabled', '"true"', 'write true without quotes'],
    ['config', 'limits', '[]', 'write a map'],
    ['config', 'limits.recording_rules', '[null]', 'write a map'],
  ] as const)('%s %s: %s → %s', (place, key, value, fix) => {
    const [message] = said(valuesOf({ in: place, key, value, verdicts: {} }));
    expect(message?.remedy).toBe(fix);
  });

  it('shows no credential: a text may be any scalar, and a list is not shown', () => {
    const [message] = said(
      valuesOf({ in: 'config', key: 'storage.s3.access_key_id', value: '[hunter2]', verdicts: {} }),
    );
    expect(message?.what).toBe('the server does not take a list for storage.s3.access_key_id');
  });

  it('leaves a map in the place of a value to the rule about its keys, in overrides as well', () => {
    const values =
      'pyroscope:\n  tenantOverrides:\n    a: {retention_period: {x: 1}, max_query_length: {}}\n';
    expect(said(values).map(({ what }) => what)).toEqual([
      'the server does not take a map for overrides.a.max_query_length',
    ]);
    const [nested] = runExample(unknownConfigField, { chart: '2.2.1', values }).map(({ report }) =>
      messageOf(report),
    );
    expect(nested?.what).toBe(
      'server 2.2.1 expects a single value for overrides.a.retention_period, but x is nested under it',
    );
  });

  it.each(['[]', '[a]', 'a', '5', 'false', '""'])('refuses overrides that are %s', (overrides) => {
    for (const chart of ['1.21.0', '2.2.1'])
      expect(
        said(`pyroscope:\n  tenantOverrides: ${overrides}\n`, chart).map(({ remedy }) => remedy),
      ).toEqual(['write a map']);
  });

  it('checks the sizes of a tenant no more than the server does', () => {
    const values = 'pyroscope:\n  tenantOverrides:\n    a: {store_gateway_tenant_shard_size: -1}\n';
    const rules = [serverValueRefused, serverValueInvalid];
    expect(rules.flatMap((rule) => runExample(rule, { chart: '2.2.1', values }))).toEqual([]);
  });

  it('names the newest server that is known where the chart is newer, and is no error', () => {
    const values = 'pyroscope:\n  structuredConfig:\n    limits: []\n  extraArgs:\n    log.level: loud\n';
    const reports = runExample(serverValueRefused, { chart: '2.9.0', values }).map(({ report }) => report);
    expect(reports.map(({ severity }) => severity)).toEqual(['info', 'info']);
    for (const report of reports) {
      expect(messageOf(report).what).toMatch(/^server 2\.2\.1, the newest known, does not take /);
      expect(messageOf(report).why).toMatch(/may take it; if not, it exits at start\.$/);
    }
  });

  it('says that the chart writes null as nothing', () => {
    const [message] = said('pyroscope:\n  extraArgs:\n    server.http-listen-port: ~\n');
    expect(message?.what).toBe(
      'the single binary does not take null, which the chart writes as nothing, for -server.http-listen-port',
    );
  });

  it('is said at every tenant that has it', () => {
    const values =
      'pyroscope:\n  tenantOverrides:\n    a: {retention_period: x}\n    b: {retention_period: 1d, max_query_length: long}\n';
    expect(said(values).map(({ what }) => what)).toEqual([
      'the server does not take "x" for overrides.a.retention_period',
      'the server does not take "long" for overrides.b.max_query_length',
    ]);
  });
});
