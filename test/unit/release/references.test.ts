import { describe, expect, it } from 'vitest';
import { readableObjects } from '../../../src/manifest/object.ts';
import { referencesOf, selectionsOf } from '../../../src/release/references.ts';
import { objectView } from '../../../src/rules/objects.ts';
import { splitDocuments } from '../../../src/yaml/documents.ts';
import { withLibrary } from '../../../src/yaml/library.ts';

const viewOf = (kind: string, spec: object) =>
  withLibrary(() => {
    const text = JSON.stringify({ kind, metadata: { name: 'one', namespace: 'home' }, spec });
    const [object] = splitDocuments(text).flatMap(readableObjects);
    if (!object) throw new Error(`${text} is not an object`);
    return objectView(object);
  });

const referred = async (kind: string, spec: object): Promise<readonly string[]> =>
  referencesOf(await viewOf(kind, spec)).map(
    ({ kind: to, name, namespace }) => `${to}/${name}${namespace && `.${namespace}`}`,
  );

const backend = { rules: [{ backendRefs: [{ name: 'read', port: 4040 }] }] };
const traefik = { routes: [{ services: [{ name: 'read', port: 4040 }] }] };
const istio = { destination: { host: 'read' } };
const kong = { rules: [{ backend: { serviceName: 'read' } }] };

describe('what an object points at', () => {
  it.each([
    ['Ingress', { defaultBackend: { service: { name: 'read' } } }],
    ['Ingress', { rules: [{ http: { paths: [{ backend: { service: { name: 'read' } } }] } }] }],
    ['Ingress', { rules: [{ http: { paths: [{ backend: { serviceName: 'read' } }] } }] }],
    ['HTTPRoute', backend],
    ['HTTPRoute', { rules: [{ filters: [{ requestMirror: { backendRef: { name: 'read' } } }] }] }],
    ['HTTPRoute', { parentRefs: [{ kind: 'Service', group: '', name: 'read' }] }],
    ['GRPCRoute', backend],
    ['TCPRoute', backend],
    ['TLSRoute', backend],
    ['UDPRoute', backend],
    ['VirtualService', { http: [{ route: [istio] }] }],
    ['VirtualService', { http: [{ mirror: { host: 'read' } }] }],
    ['VirtualService', { http: [{ mirrors: [istio] }] }],
    ['VirtualService', { tcp: [{ route: [istio] }] }],
    ['VirtualService', { tls: [{ route: [istio] }] }],
    ['DestinationRule', { host: 'read' }],
    ['Sidecar', { egress: [{ hosts: ['./read'] }] }],
    ['ServiceEntry', { endpoints: [{ address: 'read' }] }],
    ['IngressRoute', traefik],
    ['IngressRouteTCP', traefik],
    ['IngressRouteUDP', traefik],
    ['TraefikService', { weighted: { services: [{ name: 'read' }] } }],
    ['TraefikService', { mirroring: { name: 'read' } }],
    ['Middleware', { forwardAuth: { address: 'http://read:4040/auth' } }],
    ['HTTPProxy', { routes: [{ services: [{ name: 'read' }] }] }],
    ['HTTPProxy', { tcpproxy: { services: [{ name: 'read' }] } }],
    ['TCPIngress', kong],
    ['UDPIngress', kong],
    ['ApisixRoute', { http: [{ backends: [{ serviceName: 'read' }] }] }],
    ['ApisixRoute', { stream: [{ backend: { serviceName: 'read' } }] }],
    ['Mapping', { service: 'http://read:4040' }],
    ['TCPMapping', { service: 'read' }],
    ['Route', { to: { kind: 'Service', name: 'read' } }],
    ['TargetGroupBinding', { serviceRef: { name: 'read' } }],
    ['Rollout', { strategy: { canary: { stableService: 'read' } } }],
    ['Rollout', { strategy: { blueGreen: { activeService: 'read' } } }],
    ['Service', { externalName: 'read' }],
  ])('%s %j', async (kind, spec) => {
    expect(await referred(kind, spec)).toEqual(['Service/read']);
  });

  it.each([
    ['HorizontalPodAutoscaler', { scaleTargetRef: { kind: 'StatefulSet', name: 'x' } }, 'StatefulSet/x'],
    ['ScaledObject', { scaleTargetRef: { name: 'x' } }, 'Deployment/x'],
    ['VerticalPodAutoscaler', { targetRef: { kind: 'Deployment', name: 'x' } }, 'Deployment/x'],
    ['Rollout', { workloadRef: { kind: 'Deployment', name: 'x' } }, 'Deployment/x'],
    ['Canary', { targetRef: { kind: 'Deployment', name: 'x' } }, 'Deployment/x'],
  ])('%s %j', async (kind, spec, target) => {
    expect(await referred(kind, spec)).toEqual([target]);
  });

  it.each([
    ['read', ['Service/read']],
    ['read.a', ['Service/read.a']],
    ['read.a.svc', ['Service/read.a']],
    ['read.a.svc.cluster.local.', ['Service/read.a']],
    ['https://read.a.svc:4040/x', ['Service/read.a']],
    ['b/read.a.svc.cluster.local', ['Service/read.a']],
    ['read.example.org', []],
    ['*.a.svc.cluster.local', []],
    ['10.0.0.1', []],
    ['', []],
  ])('host %s', async (host, expected) => {
    expect(await referred('DestinationRule', { host })).toEqual(expected);
  });

  it('a backend in another namespace, and one that is not a Service', async () => {
    const backendRefs = [
      { name: 'read', namespace: 'a' },
      { kind: 'ServiceImport', group: 'multicluster.x-k8s.io', name: 'far' },
    ];
    expect(
      await referred('HTTPRoute', { parentRefs: [{ name: 'gateway' }], rules: [{ backendRefs }] }),
    ).toEqual(['/gateway', 'Service/read.a', 'ServiceImport/far']);
  });

  it('nothing where fields have other shapes', async () => {
    for (const kind of ['Ingress', 'HTTPRoute', 'VirtualService', 'Sidecar', 'IngressRoute', 'NetworkPolicy'])
      for (const spec of [
        {},
        { rules: 'x', http: { route: 1 }, egress: [null], routes: [[]], podSelector: 1 },
      ])
        expect(await referred(kind, spec)).toEqual([]);
  });
});

describe('what an object selects', () => {
  const labels = { app: 'read', tier: 'back' };
  const takes = async (selector: object) =>
    selectionsOf(await viewOf('ServiceMonitor', { selector })).map(({ matches }) => matches(labels));
  const expression = (operator: string, values: readonly string[] = [], key = 'app') => ({
    matchExpressions: [{ key, operator, values }],
  });

  it.each([
    [{}, true],
    [{ matchLabels: { app: 'read' } }, true],
    [{ matchLabels: { app: 'read', tier: 'front' } }, false],
    [expression('In', ['write', 'read']), true],
    [expression('In', ['write']), false],
    [expression('NotIn', ['write']), true],
    [expression('NotIn', ['read']), false],
    [expression('NotIn', ['read'], 'none'), true],
    [expression('Exists'), true],
    [expression('DoesNotExist'), false],
    [expression('Like', ['read']), false],
    [{ matchLabels: { app: 'read' }, ...expression('In', ['front'], 'tier') }, false],
  ])('%j', async (selector, expected) => {
    expect(await takes(selector)).toEqual([expected]);
  });

  it.each([
    ['ServiceMonitor', { selector: {} }, [['Service', 'own']]],
    ['ServiceMonitor', { selector: {}, namespaceSelector: { any: true } }, [['Service', 'any']]],
    ['PodMonitor', { selector: {}, namespaceSelector: { matchNames: ['a'] } }, [['Pod', ['a']]]],
    [
      'NetworkPolicy',
      {
        podSelector: {},
        ingress: [{ from: [{ podSelector: {} }, { podSelector: {}, namespaceSelector: {} }] }],
      },
      [
        ['Pod', 'own'],
        ['Pod', 'own'],
      ],
    ],
    ['Service', { selector: { app: 'read' } }, [['Pod', 'own']]],
    ['Service', {}, []],
  ])('%s %j', async (kind, spec, expected) => {
    const found = selectionsOf(await viewOf(kind, spec));
    expect(found.map(({ of, namespaces }) => [of, namespaces])).toEqual(expected);
  });
});
