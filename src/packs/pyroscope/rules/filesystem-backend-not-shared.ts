import { isTrueInTemplate } from '../../../values/template-truth.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeValues } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { FILESYSTEM, filesystemDirectory, singleBinary, writtenBackend } from './shared/backend.ts';
import { mayBeConfigured } from './shared/certain-config.ts';
import { isChart2 } from './shared/experiment-charts.ts';
import { extraMounts } from './shared/mounts.ts';
import { once } from './shared/once.ts';

const FILES = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: filesystem\n';
const MICRO = 'architecture:\n  microservices:\n    enabled: true\n';
const THREE = `${FILES}  replicaCount: 3\n`;
const AT = 'pyroscope.structuredConfig.storage.backend';
const VOLUME = '  persistence:\n    enabled: true\n';

/** Whether pods may see each other's files: a claim of their own making, ReadWriteMany, or further mounts. */
function mayShare(component: ComponentValues): boolean {
  const modes = component.value('persistence', 'accessModes');
  const isMany =
    modes?.kind === 'list' &&
    modes.items.some((item) => item.kind === 'scalar' && item.value === 'ReadWriteMany');
  const persistent = isTrueInTemplate(component.value('persistence', 'enabled'));
  const isClaimed = isTrueInTemplate(component.value('persistence', 'existingClaim'));
  return (persistent && (isMany || isClaimed)) || extraMounts(component).length > 0;
}

function podsOf(component: ComponentValues): number {
  const scaled = isTrueInTemplate(component.value('autoscaling', 'enabled'));
  const node = scaled ? component.value('autoscaling', 'maxReplicas') : component.value('replicaCount');
  return node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : 1;
}

function severalPods(values: PyroscopeValues): string | undefined {
  const all = singleBinary(values);
  if (!all) return `${values.components.length} components`;
  return podsOf(all) > 1 ? `${podsOf(all)} pods` : undefined;
}

/** The backend somebody wrote; servers from 2.0.0 on are on the filesystem where only its directory is said. */
function filesystem(values: PyroscopeValues, component: ComponentValues) {
  const backend = writtenBackend(values, component);
  if (backend) return backend.text === FILESYSTEM ? backend : undefined;
  const isDefault = isChart2(values) && !mayBeConfigured(values, 'storage', 'backend');
  return isDefault ? filesystemDirectory(values, component) : undefined;
}

export const filesystemBackendNotShared: PyroscopeRule = {
  id: 'filesystem-backend-not-shared',
  severity: 'error',
  summary: 'the filesystem backend with several pods that share no volume',
  why: `With \`storage.backend: filesystem\` v2's segments and blocks lie in a directory of the pod that wrote them. Other pods
look for them in directories of their own: queries and compaction find only what the same pod wrote (on 2.2.1 each pod of
microservices wrote to its own emptyDir). A StatefulSet's claim templates make one volume a pod, so persistence alone does
not help.

Use object storage, or one volume for all pods. The rule is silent with \`persistence.existingClaim\`, \`ReadWriteMany\` or
\`extraVolumeMounts\`.`,
  audit: ['A16'],
  since: '0.2.0',
  sources: ['server 2.2.1, started as microservices'],
  valid: [
    { values: FILES },
    { values: `${THREE}${VOLUME}    existingClaim: profiles\n` },
    { values: `${THREE}${VOLUME}    accessModes:\n      - ReadWriteMany\n` },
    { values: `architecture:\n  storage:\n    v1: true\n    v2: false\n${THREE}` },
    { values: THREE.replace('filesystem', 's3') },
    { values: `${MICRO}${FILES.replace('filesystem', 's3')}` },
  ],
  invalid: [
    { values: THREE, at: AT },
    { values: `${THREE}${VOLUME}`, at: AT },
    { chart: '1.21.0', values: `${MICRO}  storage:\n    v2: true\n${FILES}`, at: AT },
    {
      values: `${MICRO}pyroscope:\n  extraArgs:\n    storage.filesystem.dir: /data/blocks\n`,
      at: 'pyroscope.extraArgs.storage\\.filesystem\\.dir',
    },
  ],
  message: ({ pods }) => ({
    what: `the filesystem backend serves ${pods} that share no volume`,
    why: 'what one pod writes no other sees: queries and compaction miss it, and it goes with the pod',
    remedy:
      'use object storage (pyroscope.structuredConfig.storage.backend: s3 with its bucket), or one ReadWriteMany volume by pyroscope.persistence.existingClaim',
  }),
  check(values) {
    if ((values.phase !== 'v2' && values.phase !== 'dual') || values.components.some(mayShare)) return [];
    const pods = severalPods(values);
    if (pods === undefined) return [];
    return once(
      values.components.flatMap((component) => {
        const found = filesystem(values, component);
        return found ? [{ at: found.at, args: { pods } }] : [];
      }),
    );
  },
};
