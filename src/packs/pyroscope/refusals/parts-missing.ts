import { ALL } from '../components.ts';
import { finding, type Migration } from '../migration.ts';
import type { Phase } from '../phases.ts';
import type { Refusal } from '../refusal.ts';
import { componentsOf, type Release, workloadOf } from '../release.ts';

const V1_PARTS = ['ingester', 'querier'];
const V2_PARTS = ['metastore', 'segment-writer', 'query-backend'];
const PARTS: Record<Phase, readonly string[]> = {
  v1: V1_PARTS,
  dual: [...V1_PARTS, ...V2_PARTS],
  v2: V2_PARTS,
};

const TOGGLES: Record<Phase, string> = {
  v1: '--set architecture.storage.v1=true --set architecture.storage.v2=false',
  dual: '--set architecture.storage.v1=true --set architecture.storage.v2=true',
  v2: '--set architecture.storage.v1=false --set architecture.storage.v2=true',
};
const MICROSERVICES = '--set architecture.microservices.enabled=true';

/** A single binary rendered without v2 lacks its ports, mounts, addresses and RBAC. */
function missingInSingleBinary(release: Release, target: Phase): string[] {
  const all = workloadOf(release, ALL);
  if (target === 'v1' || all === undefined) return [];
  const hasV2 = all.flags.find('metastore.address') ?? all.environment.named('PYROSCOPE_METASTORE_SERVICE');
  return hasV2 ? [] : ['the metastore (its addresses, ports and volume mount)'];
}

function missingParts({ release, target }: Migration): readonly string[] {
  if (release.workloads.length === 0) return [];
  if (release.layout === 'single-binary') return missingInSingleBinary(release, target);
  const components = componentsOf(release.workloads);
  return PARTS[target].filter((part) => !components.has(part));
}

/** Audit A8, A9 and the guide's phases: what a render does not hold cannot be made by editing it. */
export const partsMissing: Refusal = {
  rule: {
    id: 'parts-missing',
    auditId: 'A8',
    severity: 'refusal',
    summary: 'the render lacks parts that the phase needs',
    message: ({ phase, missing, layout, help }) => ({
      what: `${phase} needs ${missing}, missing from this ${layout} render`,
      why: 'phasegate edits what Helm rendered and cannot make components: the release would look healthy and lose what the missing parts should take',
      remedy: `render it: ${help}`,
    }),
  },
  check: (migration) => {
    const missing = missingParts(migration);
    if (missing.length === 0) return [];
    const { release, target } = migration;
    const split = release.layout !== 'single-binary';
    const keepLabel =
      release.layout === 'legacy' ? " --set architecture.microservices.clusterLabelSuffix=''" : '';
    const help = (split ? `${MICROSERVICES}${keepLabel} ` : '') + TOGGLES[target];
    const layout = release.layout === 'legacy' ? 'legacy pyroscope.components' : release.layout;
    return [finding(partsMissing.rule, { phase: target, missing: missing.join(', '), layout, help })];
  },
};
