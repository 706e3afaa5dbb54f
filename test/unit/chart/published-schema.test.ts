import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHART, publishedSchema } from '../../../src/packs/pyroscope/chart/index.ts';
import { judgedValues, nested } from '../../judged/server-values.ts';

const FOLDER = resolve(import.meta.dirname, '../../../schemas/pyroscope');
const RANGES = CHART.ranges().map((charts) => ({ name: `${charts[0]}-${charts.at(-1)}`, charts }));

/** Every mistake in a schema is an error; the code is used once and need not be good. */
const QUICK = { strict: true, allowUnionTypes: true, inlineRefs: false, code: { optimize: false } } as const;

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

/** What the server reads; its keys are told by their names and types alone. */
const OF_SERVER = /^(flags|config|overrides|server\..*)$/;

/** Every schema within a schema that describes a value of a key of the chart. */
function described(schema: unknown): readonly (readonly [string, Schema])[] {
  if (!isSchema(schema)) return [];
  const own = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
  const shared = Object.entries(isSchema(schema.definitions) ? schema.definitions : {})
    .filter(([name]) => !OF_SERVER.test(name))
    .map(([, part]) => part);
  return [
    ...own.flatMap(([name, child]) => (isSchema(child) ? [[name, child] as const] : [])),
    ...[...own.map(([, child]) => child), ...shared].flatMap(described),
  ];
}

describe('schemas/pyroscope', () => {
  it('holds one file a range of charts', () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(
      RANGES.map(({ name }) => `values-${name}.json`).toSorted(),
    );
  });

  it.each(RANGES)('$name is what the keys say', ({ name, charts }) => {
    const written: unknown = JSON.parse(readFileSync(join(FOLDER, `values-${name}.json`), 'utf8'));
    for (const chart of charts) expect(publishedSchema(chart)).toEqual(written);
  });

  it.each(RANGES)('$name is a valid schema that the defaults of its charts fit', ({ charts }) => {
    const ajv = new Ajv(QUICK);
    const validate = ajv.compile(publishedSchema(charts[0] ?? ''));
    for (const chart of charts) {
      const values: unknown = structuredClone(CHART.defaults(chart));
      expect(validate(values), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it.each(RANGES)('$name describes every key and chooses nowhere between schemas', ({ charts }) => {
    const schema = publishedSchema(charts[0] ?? '');
    const bare = described(schema).filter(([, { description }]) => String(description ?? '').length < 8);
    expect(bare.map(([name]) => name)).toEqual([]);
    expect(JSON.stringify(schema)).not.toMatch(/"(anyOf|oneOf)"/);
  });

  it.each(RANGES)(
    '$name has only patterns that Go reads, as Helm checks values.schema.json',
    ({ charts }) => {
      expect(JSON.stringify(publishedSchema(charts[0] ?? ''))).not.toMatch(/\(\?[=!<]|\\\\[1-9]/);
    },
  );

  it('refuses what YAML reads as no string, port names without a letter and sizes of nothing', () => {
    const validate = new Ajv(QUICK).compile(publishedSchema('2.2.1'));
    const fits = (pyroscope: object): boolean => validate({ pyroscope });
    for (const port_name of ['http2', '2-a', 'a', '', null])
      expect(fits({ service: { port_name } }), String(port_name)).toBe(true);
    for (const port_name of ['80', '1-2', '0x1f', '1e3', 'on', 'null', 'a'.repeat(16)])
      expect(fits({ service: { port_name } }), port_name).toBe(false);
    for (const size of ['10Gi', '0.5Gi', '.1', '010', 1, null])
      expect(fits({ persistence: { size } }), String(size)).toBe(true);
    for (const size of ['0', '0Gi', '0.0', '.0m', '-1Gi', 'Gi', 0])
      expect(fits({ persistence: { size } }), String(size)).toBe(false);
  });

  it.each([
    { pyroscope: { hostNetwork: 'true', extraLabels: [], components: { querier: { hostNetwork: 'Off' } } } },
    {
      pyroscope: { affinity: '', tolerations: '', nodeSelector: '', extraVolumes: '', imagePullSecrets: '' },
    },
    { pyroscope: { affinity: [], tolerations: {}, replicaCount: '', terminationGracePeriodSeconds: '' } },
    { pyroscope: { dnsPolicy: '', image: { pullPolicy: '' }, podDisruptionBudget: { minAvailable: '' } } },
    { pyroscope: { replicaCount: '+3', service: { type: '', annotations: '' } } },
    { ingress: { hosts: {}, annotations: '', tls: '' }, httpRoute: { hostnames: {} }, extraObjects: {} },
  ])('takes what the chart makes nothing of, and texts that it prints as another type: %j', (values) => {
    const validate = new Ajv(QUICK).compile(publishedSchema('2.2.1'));
    expect(validate(values), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    { pyroscope: { hostNetwork: 'host' } },
    { pyroscope: { hostNetwork: '1' } },
    { pyroscope: { affinity: 'x' } },
    { pyroscope: { extraLabels: ['a'] } },
    { pyroscope: { replicaCount: 'x' } },
    { pyroscope: { structuredConfig: '' } },
  ])('refuses what is no such text, and no nothing: %j', (values) => {
    expect(new Ajv(QUICK).compile(publishedSchema('2.2.1'))(values)).toBe(false);
  });

  it('tells defaults, what is deprecated and what is gone', () => {
    const at = (schema: object, ...path: readonly string[]): unknown =>
      path.reduce<unknown>(
        (here, key) => (isSchema(here) && isSchema(here.properties) ? here.properties[key] : undefined),
        schema,
      );
    expect(at(publishedSchema('2.0.1'), 'architecture', 'storage', 'v2')).toMatchObject({ default: false });
    expect(at(publishedSchema('2.0.2'), 'architecture', 'storage', 'v2')).toMatchObject({ default: true });
    expect(at(publishedSchema('2.2.1'), 'agent')).toMatchObject({ deprecated: true });
    const gone = ['architecture', 'storage', 'migration', 'queryBackend'];
    expect(at(publishedSchema('1.21.0'), ...gone)).not.toHaveProperty('deprecated');
    expect(at(publishedSchema('2.0.0'), ...gone)).toMatchObject({ deprecated: true });
    expect(at(publishedSchema('1.14.0'), 'architecture')).toBeUndefined();
  });

  it('refuses weights beyond 1 in editors', () => {
    const ajv = new Ajv(QUICK);
    const validate = ajv.compile(publishedSchema('2.2.1'));
    const weight = (ingesterWeight: number) => ({
      architecture: { storage: { migration: { ingesterWeight } } },
    });
    expect([validate(weight(1)), validate(weight(1.75))]).toEqual([true, false]);
  });

  describe('of what the server reads', () => {
    const validate = new Ajv(QUICK).compile(publishedSchema('2.2.1'));
    const takes = (text: string): boolean => validate(parse(text)) === true;

    const judged = judgedValues().rows.flatMap((row) => {
      const values =
        row.in === 'flag'
          ? `pyroscope: {extraArgs: {${JSON.stringify(row.key)}: ${JSON.stringify(row.value)}}}`
          : `pyroscope:\n  structuredConfig:\n${nested(row.key, row.value).replace(/^(?=.)/gm, '    ')}`;
      return Object.entries(row.verdicts).some(([on, word]) => on.startsWith('2.2.1') && word === 'taken')
        ? [[`${row.in} ${row.key}: ${row.value}`, values] as const]
        : [];
    });

    it.each(judged)('takes what the server took: %s', (_, values) => {
      // This reader follows YAML 1.2, where yes and no are texts; Helm makes booleans of them.
      expect(takes(values)).toBe(true);
    });

    it.each([
      ['architecture: {storage: {v1: "false"}}'],
      ['pyroscope: {persistence: {enabled: "off"}}'],
      ['pyroscope: {structuredConfig: {limits: {retention_period: banana}}}'],
      ['pyroscope: {structuredConfig: {storage: {backend: s4}}}'],
      ['pyroscope: {structuredConfig: {server: {http_listen_port: "80"}}}'],
      ['pyroscope: {structuredConfig: {limits: []}}'],
      ['pyroscope: {structuredConfig: {stroage: {}}}'],
      ['pyroscope: {extraArgs: {log.level: loud}}'],
      ['pyroscope: {extraArgs: {log.levl: info}}'],
      ['pyroscope: {components: {ingester: {extraArgs: {server.http-listen-port: eighty}}}}'],
      ['pyroscope: {tenantOverrides: {a: {retention_period: 3}}}'],
    ])('refuses %s', (values) => {
      expect(takes(values)).toBe(false);
    });

    it.each([
      [`architecture: {storage: {v1: false, v2: "\${ON}"}}`],
      [`pyroscope: {structuredConfig: {server: {http_listen_port: "\${PORT}"}}}`],
      ['pyroscope: {extraArgs: {server.http-listen-port: $(PORT), log.level: debug}}'],
      ['pyroscope: {tenantOverrides: {a: {retention_period: 7d}, b: null}}'],
    ])('takes %s', (values) => {
      expect(takes(values)).toBe(true);
    });

    it('leaves the flags of servers open that were not read', () => {
      const old = new Ajv(QUICK).compile(publishedSchema('1.14.0'));
      expect(
        old(parse('pyroscope: {extraArgs: {no.such-flag: 1}, structuredConfig: {no_such_key: 1}}')),
      ).toBe(true);
    });
  });
});
