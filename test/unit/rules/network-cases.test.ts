import { describe, expect, it } from 'vitest';
import { clusterLabelChange } from '../../../src/packs/pyroscope/rules/cluster-label-change.ts';
import { fullnameInvalid } from '../../../src/packs/pyroscope/rules/fullname-invalid.ts';
import { fullnameTooLong } from '../../../src/packs/pyroscope/rules/fullname-too-long.ts';
import { grpcPortHalfWired } from '../../../src/packs/pyroscope/rules/grpc-port-half-wired.ts';
import { replicationFactorMismatch } from '../../../src/packs/pyroscope/rules/replication-factor-mismatch.ts';
import { routeIncomplete } from '../../../src/packs/pyroscope/rules/route-incomplete.ts';
import { routeWithoutService } from '../../../src/packs/pyroscope/rules/route-without-service.ts';
import { unifiedServiceNameMismatch } from '../../../src/packs/pyroscope/rules/unified-service-name-mismatch.ts';
import { v2ServicesExternal } from '../../../src/packs/pyroscope/rules/v2-services-external.ts';
import { dual, findings, microservices, parts, severities, single, text } from './findings-of.ts';

describe('grpc-port-half-wired', () => {
  it.each([
    ['the flag in the one that is called', parts({}, { grpc: { port: 9096 } }), 1],
    [
      'a flag for all',
      parts({}, { grpc: { port: 9096 }, extraArgs: { 'server.grpc-listen-port': '9096' } }),
      0,
    ],
    [
      'a flag where nobody calls',
      parts({ distributor: { extraArgs: { 'server.grpc-listen-port': 9097 } } }),
      0,
    ],
    ['a flag of the metastore', parts({ metastore: { extraArgs: { 'server.grpc-listen-port': 9097 } } }), 1],
    ['a port in the configuration', single({ structuredConfig: { server: { grpc_listen_port: 9096 } } }), 1],
    ['an address of one’s own', single({ grpc: { port: 9096 }, extraArgs: { 'metastore.address': 'x' } }), 0],
    ['a templated configuration', single({ grpc: { port: 9096 }, config: '{{ "x" }}' }), 0],
    ['a port that is none', single({ grpc: { port: 'many' } }), 0],
    [
      'peers of one’s own',
      single({ metastore: { port_name: 'x' }, extraArgs: { 'metastore.raft.bootstrap-peers': 'y' } }),
      0,
    ],
    ['a name in microservices', parts({ 'query-backend': { grpc: { port_name: 'x' } } }), 1],
    ['a name nobody looks for', parts({ distributor: { grpc: { port_name: 'x' } } }), 0],
    ['both names', single({ grpc: { port_name: 'x' }, metastore: { port_name: 'y' } }), 2],
  ])('%s', (_, values, count) => {
    expect(findings(grpcPortHalfWired, values)).toHaveLength(count);
  });
});

describe('cluster-label-change', () => {
  const legacy = { pyroscope: { components: { ingester: { kind: 'StatefulSet' } } } };
  const named = (clusterLabelSuffix: unknown) => ({
    architecture: { ...dual, microservices: { enabled: true, clusterLabelSuffix } },
  });

  it.each([
    ['from components to microservices', legacy, { architecture: dual }, 1],
    ['with an empty suffix', legacy, named(''), 0],
    ['with no suffix', legacy, named(null), 0],
    ['back', { architecture: dual }, { ...legacy, architecture: { storage: { v1: true, v2: false } } }, 1],
    ['another suffix', named('-a'), named('-b'), 1],
    ['to a single binary', { architecture: dual }, { architecture: { storage: dual.storage } }, 0],
  ])('%s', (_, before, values, count) => {
    expect(findings(clusterLabelChange, values, { before })).toHaveLength(count);
  });

  it('asks for the suffix there was', () => {
    expect(text(clusterLabelChange, named('-b'), { before: named('-a') })).toContain(
      'clusterLabelSuffix: "-a"',
    );
    expect(text(clusterLabelChange, named('-b'), { before: legacy })).toContain('clusterLabelSuffix: ""');
  });
});

describe('replication-factor-mismatch', () => {
  const flag = 'store-gateway.sharding-ring.replication-factor';
  const v1 = (querier: object, gateway: object, rest: object = {}) =>
    single({ components: { querier, 'store-gateway': gateway }, ...rest });
  const factor = (value: unknown) => ({ extraArgs: { [flag]: value } });
  const inConfig = { structuredConfig: { store_gateway: { sharding_ring: { replication_factor: 3 } } } };

  it.each([
    ['equal', v1(factor(3), { ...factor('3'), replicaCount: 3 }), []],
    ['only one has it', v1(factor(3), { replicaCount: 3 }), ['warning']],
    ['in the configuration for both', v1({}, { replicaCount: 3 }, inConfig), []],
    ['a flag against the configuration', v1(factor(2), { replicaCount: 3 }, inConfig), ['warning']],
    ['no number', v1(factor('x'), { replicaCount: 3 }), []],
    ['one for three', v1({}, { replicaCount: 1 }, factor(3)), ['warning']],
    ['two for three', v1({}, { replicaCount: 2 }, factor(3)), ['info']],
    ['autoscaled', v1({}, { replicaCount: 1, autoscaling: { enabled: true } }, factor(3)), []],
  ])('%s', (_, values, expected) => {
    expect(severities(replicationFactorMismatch, values, { chart: '1.21.0' })).toEqual(expected);
  });
});

describe('names', () => {
  const named = (name: object, releaseName: string, architecture: object = microservices) =>
    [fullnameTooLong, { architecture, pyroscope: name }, { options: { releaseName } }] as const;

  it.each([
    ['a release name with pyroscope', named({}, `pyroscope-${'a'.repeat(26)}`), 0],
    ['one longer', named({}, `pyroscope-${'a'.repeat(27)}`), 1],
    ['a release name without', named({}, 'a'.repeat(26)), 0],
    ['one longer, without', named({}, 'a'.repeat(27)), 1],
    ['an override counts, not the release', named({ fullnameOverride: 'short' }, 'a'.repeat(60)), 0],
    ['a name override within the release', named({ nameOverride: 'abc' }, `${'x'.repeat(33)}abc`), 0],
    ['a name override behind the release', named({ nameOverride: 'abc' }, 'x'.repeat(33)), 1],
    ['a dash at its end, which the chart cuts off', named({ fullnameOverride: `${'a'.repeat(36)}-` }, ''), 0],
    ['longer than a label, and cut', named({ fullnameOverride: 'a'.repeat(80) }, '', {}), 1],
  ])('%s', (_, [rule, values, situation], count) => {
    expect(findings(rule, values, situation)).toHaveLength(count);
  });

  it.each([
    ['composed of a namespace and a name', 'observability-production-pyroscope-production', 1],
    ['one that was shortened', 'a-namespace-and-a-pyroscope-that-are-too-0123456789ab', 1],
    ['a short one', 'pyroscope-production', 0],
  ])('the release is called as what deploys it says: %s', (_, release, count) => {
    const values = { architecture: microservices };
    const found = findings(fullnameTooLong, values, { release });
    expect(found).toHaveLength(count);
    // The option is for values that nothing names the release of.
    expect(findings(fullnameTooLong, values, { release, options: { releaseName: 'x' } })).toEqual(found);
    for (const { text: said } of found) {
      expect(said).toContain(`follows from the release name ${release}`);
      expect(said).toContain('at most 36 characters');
    }
  });

  it('tells unified Services by the release, where it is known', () => {
    const values = {
      architecture: { deployUnifiedServices: true },
      pyroscope: { fullnameOverride: 'profiles' },
    };
    const said = (releaseName: string, pyroscope: object = values.pyroscope) =>
      severities(unifiedServiceNameMismatch, { ...values, pyroscope }, { options: { releaseName } });
    expect(said('')).toEqual(['info']);
    expect(said('other')).toEqual(['warning']);
    expect(said('profiles')).toEqual([]);
    expect(said('my-pyroscope', {})).toEqual([]);
    expect(said('other', {})).toEqual(['warning']);
  });
});

describe('routes and Services', () => {
  const httpRoute = { httpRoute: { enabled: true } };
  const kind = 'Deployment';

  it.each([
    ['fewer than two', { ...parts({ distributor: {} }), ...httpRoute }, ['error']],
    ['two', { ...parts({ distributor: {}, 'query-frontend': {} }), ...httpRoute }, []],
    [
      'UI pages missing',
      { ...single({ components: { distributor: { kind }, 'query-frontend': { kind } } }), ...httpRoute },
      ['warning'],
    ],
    [
      'the distributor missing',
      { ...single({ components: { ingester: { kind }, 'query-frontend': { kind } } }), ...httpRoute },
      ['error'],
    ],
  ])('%s', (_, values, expected) => {
    expect(severities(routeWithoutService, values)).toEqual(expected);
  });

  it.each([
    ['LoadBalancer', ['warning']],
    ['NodePort', ['info']],
    ['ClusterIP', []],
  ])('service.type %s', (type, expected) => {
    expect(severities(v2ServicesExternal, parts({}, { service: { type } }))).toEqual(expected);
  });

  it('leaves out components that have a type of their own', () => {
    const values = parts(
      { metastore: { service: { type: 'ClusterIP' } } },
      { service: { type: 'LoadBalancer' } },
    );
    expect(text(v2ServicesExternal, values)).not.toMatch(/release call:.*metastore/);
  });
});

describe('fullname-invalid', () => {
  const of = (names: object): Parameters<typeof findings>[1] => ({ pyroscope: names });

  it.each([
    ['capitals', of({ fullnameOverride: 'PYRO' }), 1],
    ['a dash in front', of({ fullnameOverride: '-pyro' }), 1],
    ['one dash at the end, which the chart takes away', of({ fullnameOverride: 'pyro-' }), 0],
    ['two dashes at the end', of({ fullnameOverride: 'pyro--' }), 1],
    ['a word that YAML reads as null', of({ fullnameOverride: 'null' }), 1],
    ['an empty one', of({ fullnameOverride: '' }), 0],
    ['no name at all', of({ fullnameOverride: false, nameOverride: null }), 0],
    ['a dot in nameOverride', of({ nameOverride: 'a.b' }), 1],
    ['a dot in nameOverride, in the label alone', of({ nameOverride: 'a.b', fullnameOverride: 'ok' }), 0],
    ['a blank in nameOverride, in the label alone', of({ nameOverride: 'a b', fullnameOverride: 'ok' }), 1],
    ['a number in the label', of({ nameOverride: '0x1f', fullnameOverride: 'ok' }), 1],
    ['a digit in front of nameOverride', of({ nameOverride: '1a' }), 0],
    ['both wrong, told once', of({ nameOverride: 'a b', fullnameOverride: 'B' }), 1],
  ])('%s', (_, values, count) => {
    expect(findings(fullnameInvalid, values)).toHaveLength(count);
  });

  it('warns of a nameOverride that a fullnameOverride elsewhere may make up for', () => {
    expect(severities(fullnameInvalid, of({ nameOverride: 'my_app' }))).toEqual(['warning']);
    expect(severities(fullnameInvalid, of({ nameOverride: 'my app' }))).toEqual(['error']);
    expect(severities(fullnameInvalid, of({ fullnameOverride: 'my_app' }))).toEqual(['error']);
  });
});

describe('route-incomplete', () => {
  it.each([
    ['an ingress without hosts', { ingress: { enabled: true } }, 'ingress.hosts'],
    ['hosts that are none', { ingress: { enabled: true, hosts: {} } }, 'ingress.hosts'],
    ['a route without a gateway', { httpRoute: { enabled: true } }, 'httpRoute.gateway.name'],
  ])('warns of %s where another file may name it', (_, values, key) => {
    const [found, ...others] = findings(routeIncomplete, values);
    expect(others).toEqual([]);
    expect(found?.severity).toBe('warning');
    expect(found?.text).toContain(`Another file of the release may set ${key}.`);
  });

  it.each([
    ['hosts by any key', { ingress: { enabled: true, hosts: { a: 'profiles.example' } } }],
    [
      'hosts of a type that helm cannot range over',
      { ingress: { enabled: true, hosts: 'profiles.example' } },
    ],
    ['hosts that helm cannot range over either', { ingress: { enabled: true, hosts: false } }],
    ['a switch that is empty', { ingress: { enabled: '' }, httpRoute: { enabled: null } }],
  ])('leaves %s alone', (_, values) => {
    expect(findings(routeIncomplete, values)).toEqual([]);
  });
});
