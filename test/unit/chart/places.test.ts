import { describe, expect, it } from 'vitest';
import { CHART } from '../../../src/packs/pyroscope/chart/index.ts';

const likeliest = (path: string, chart = CHART.newest): string | undefined =>
  CHART.placesOf(path.split('.'), chart)[0]?.join('.');

describe('CHART.placesOf', () => {
  it.each([
    ['structuredConfig', 'pyroscope.structuredConfig'],
    ['replicaCount', 'pyroscope.replicaCount'],
    ['replicas', 'pyroscope.replicaCount'],
    ['persistence.storageClass', 'pyroscope.persistence.storageClassName'],
    ['pyroscope.ingress', 'ingress'],
    ['pyroscope.ingress.ingressClassName', 'ingress.className'],
    ['pyroscope.serviceMonitor', 'serviceMonitor'],
    ['pyroscope.alloy', 'alloy'],
    ['pyroscope.minio', 'minio'],
    ['grafana-agent', 'agent'],
    ['microservices', 'architecture.microservices'],
    ['storage', 'architecture.storage'],
    ['storage.v1', 'architecture.storage.v1'],
    ['storage.s3', 'pyroscope.structuredConfig.storage.s3'],
    ['pyroscope.architecture.storage.v2', 'architecture.storage.v2'],
    ['pyroscope.storage', 'pyroscope.structuredConfig.storage'],
    ['pyroscope.storage.v1', 'architecture.storage.v1'],
    ['architecture.v1', 'architecture.storage.v1'],
    ['architecture.storage.ingesterWeight', 'architecture.storage.migration.ingesterWeight'],
    ['architecture.storage.backend', 'pyroscope.structuredConfig.storage.backend'],
    ['persistence.storage', 'pyroscope.persistence.size'],
    ['pyroscope.persistence.storage', 'pyroscope.persistence.size'],
    ['pyroscope.metastore.persistence', 'pyroscope.components.metastore.persistence'],
    ['metastore.data_dir', 'pyroscope.structuredConfig.metastore.data_dir'],
    ['metastore.persistence', 'pyroscope.components.metastore.persistence'],
    ['singleBinary', 'pyroscope'],
    ['singleBinary.persistence', 'pyroscope.persistence'],
    ['singleBinary.replicas', 'pyroscope.replicaCount'],
    ['pyroscope.pyroscope', 'pyroscope'],
    ['pyroscope.pyroscope.persistence', 'pyroscope.persistence'],
    ['pyroscope.pyroscope.ingress', 'ingress'],
    ['ingress.ingressClassName', 'ingress.className'],
    ['httpRoute.hosts', 'httpRoute.hostnames'],
    ['pyroscope.clusterDomain', 'pyroscope.cluster_domain'],
    ['pyroscope.service.portName', 'pyroscope.service.port_name'],
    ['pyroscope.limits', 'pyroscope.structuredConfig.limits'],
    ['limits', 'pyroscope.structuredConfig.limits'],
    ['pyroscope.retention', 'pyroscope.structuredConfig.limits.retention_period'],
    ['ingester', 'pyroscope.components.ingester'],
    ['queryFrontend', 'pyroscope.components.query-frontend'],
    ['pyroscope.querier', 'pyroscope.components.querier'],
    ['pyroscope.distributor.replicaCount', 'pyroscope.components.distributor.replicaCount'],
    ['pyroscope.components.queryFrontend', 'pyroscope.components.query-frontend'],
    ['pyroscope.components.querier.replicas', 'pyroscope.components.querier.replicaCount'],
    ['pyroscope.components.querier.structuredConfig', 'pyroscope.structuredConfig'],
    ['pyroscope.components.replicaCount', 'pyroscope.replicaCount'],
    ['pyroscope.store_gateway', 'pyroscope.structuredConfig.store_gateway'],
    ['architecture.microservices.querier', 'architecture.microservices.v1.querier'],
    ['architecture.microservices.v1.metastore', 'architecture.microservices.v2.metastore'],
  ] as const)('sends %s to %s', (path, place) => {
    expect(likeliest(path)).toBe(place);
  });

  it('sends values of a component to the block that adds no component in charts before 1.19.2', () => {
    expect(likeliest('pyroscope.metastore.persistence', '1.18.1')).toBe(
      'architecture.microservices.v2.metastore.persistence',
    );
  });

  it('names both places where a name has two meanings', () => {
    expect(CHART.placesOf(['distributor'], CHART.newest)).toEqual([
      ['pyroscope', 'components', 'distributor'],
      ['pyroscope', 'structuredConfig', 'distributor'],
    ]);
  });

  it.each([
    'grafana',
    'enabled',
    'name',
    'annotations',
    'pyroscope.enabled',
    'constructor',
    'pyroscope.__proto__.toString',
  ])('knows no place for %s', (path) => {
    expect(CHART.placesOf(path.split('.'), CHART.newest)).toEqual([]);
  });

  it.each(['pyroscope.persistence', 'pyroscope.structuredConfig.storage', 'alloy.anything'])(
    'leaves %s where it is',
    (path) => {
      expect(CHART.placesOf(path.split('.'), CHART.newest)).toEqual([]);
    },
  );

  it('sends nothing to keys that the chart does not know', () => {
    expect(likeliest('pyroscope.httpRoute', '1.21.0')).toBe('httpRoute');
    expect(likeliest('pyroscope.httpRoute', '1.20.3')).toBeUndefined();
    expect(likeliest('microservices', '1.14.0')).toBeUndefined();
    expect(likeliest('retention', '1.21.0')).toBe(
      'pyroscope.structuredConfig.limits.compactor_blocks_retention_period',
    );
  });

  it('finds the way back for every key that was moved to the top', () => {
    for (const key of [
      ...['persistence', 'service', 'extraArgs', 'image', 'resources', 'podAnnotations', 'config'],
      ...['rbac', 'serviceAccount', 'tolerations', 'tenantOverrides', 'grpc'],
    ]) {
      expect(CHART.keyAt([key], CHART.newest)).toBeUndefined();
      expect(likeliest(key)).toBe(`pyroscope.${key}`);
    }
  });
});
