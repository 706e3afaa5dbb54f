import { asMap, at, textAt } from '../../../manifest/query.ts';
import { finding, type Migration } from '../migration.ts';
import type { Observation } from '../observation.ts';

function tenantsOnV1({ release, target }: Migration): readonly string[] {
  if (target !== 'v2') return [];
  const tenants = asMap(at(release.overrides, 'overrides'))?.entries ?? [];
  const stays = (path: string | undefined): boolean => path !== undefined && path !== 'segment-writer';
  return tenants.filter(({ value }) => stays(textAt(value, 'write_path'))).map(({ key }) => key);
}

/** Audit B11: a tenant's own write path goes on pointing at ingesters that are gone. */
export const tenantWritePath: Observation = {
  rule: {
    id: 'tenant-write-path-leftover',
    auditId: 'B11',
    severity: 'warning',
    summary: 'a tenant override still writes to v1',
    message: ({ tenants }) => ({
      what: `tenantOverrides keep write_path at v1 for ${tenants}`,
      why: 'in v2 nobody takes those writes: the pods are healthy and every push of the tenant fails with "empty ring"',
      remedy: 'remove write_path from pyroscope.tenantOverrides.<tenant> before v2',
    }),
  },
  check: (migration) => {
    const tenants = tenantsOnV1(migration);
    return tenants.length > 0 ? [finding(tenantWritePath.rule, { tenants: tenants.join(', ') })] : [];
  },
};
