import { counted } from '../../../english.ts';
import { type Known, likely, sure } from '../../../pack.ts';
import {
  chartMajorOf,
  chosen,
  hasV2,
  type PyroscopeComponent,
  type PyroscopeRule,
  type PyroscopeState,
  settingOf,
  singleBinaryOf,
} from '../read/facts.ts';
import { mountOf } from '../read/volumes.ts';
import { MICROSERVICES, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const FILES = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: filesystem\n';
const THREE = `${FILES}  replicaCount: 3\n`;
const AT = 'pyroscope.structuredConfig.storage.backend';
const VOLUME = '  persistence:\n    enabled: true\n';
const BACKEND = '-storage.backend=filesystem';
const DIRECTORY = '-storage.filesystem.dir=/data/blocks';

const pods = (replicas: number, args: readonly string[], data = 'template'): string =>
  oneBinary('2.2.1', { replicas, data, args: [...args, ...PHASE_FLAGS_2.v2] });

/** Whether pods may see each other's files: a claim by name, ReadWriteMany, or another volume at the directory. */
function mayShare(now: PyroscopeState, component: PyroscopeComponent): boolean {
  const data = sure(component.data);
  const isMany = sure(data?.template?.accessModes)?.includes('ReadWriteMany') ?? false;
  const directory = settingOf(now, 'filesystemDirectory', component);
  const text = directory && likely(directory);
  const mounts = text === undefined ? component.mounts : [mountOf(component, text)];
  const isElsewhere = mounts.some((mount) => mount && mount.volume !== 'data');
  return data === undefined || data.kind === 'claim' || isMany || isElsewhere;
}

/** What puts a component on the filesystem; servers from 2.0.0 on are there where only its directory is set. */
function filesystem(now: PyroscopeState, component: PyroscopeComponent): Known<string> | undefined {
  const backend = settingOf(now, 'storageBackend', component);
  const said = chosen(backend);
  if (said) return sure(said) === 'filesystem' ? said : undefined;
  return chartMajorOf(now) >= 2 && sure(backend) === 'filesystem'
    ? chosen(settingOf(now, 'filesystemDirectory', component))
    : undefined;
}

function severalPods(now: PyroscopeState): string | undefined {
  const all = singleBinaryOf(now);
  if (!all) return counted(now.components.length, 'component');
  const replicas = likely(all.replicas) ?? 1;
  return replicas > 1 ? counted(replicas, 'pod') : undefined;
}

/** Audit A16. */
export const filesystemBackendNotShared: PyroscopeRule = {
  id: 'filesystem-backend-not-shared',
  severity: 'error',
  yieldsTo: 'ignore',
  summary: 'the filesystem backend with several pods that share no volume',
  why: 'No pod sees what another pod writes: queries and compaction miss it, and it is lost with the pod.',
  details: `With \`storage.backend: filesystem\` v2 keeps its segments and blocks in a directory of the pod that wrote them. Other
pods look for them in directories of their own, so queries and compaction find only what the same pod wrote (on 2.2.1 each
pod of microservices wrote to its own emptyDir). A StatefulSet's claim templates make one volume a pod, so persistence alone
does not help.

Use object storage, or one volume for all pods. The rule reports nothing with \`persistence.existingClaim\`, with \`ReadWriteMany\`,
and where \`extraVolumeMounts\` put another volume at the directory of the blocks.`,
  audit: ['A16'],
  sources: ['server 2.2.1, started as microservices'],
  get good() {
    return [
      { values: FILES },
      { values: `${THREE}${VOLUME}    existingClaim: profiles\n` },
      { values: `${THREE}${VOLUME}    accessModes:\n      - ReadWriteMany\n` },
      { values: `architecture:\n  storage:\n    v1: true\n    v2: false\n${THREE}` },
      { values: THREE.replace('filesystem', 's3') },
      { values: `${MICROSERVICES}${FILES.replace('filesystem', 's3')}` },
      { manifests: pods(3, [BACKEND, DIRECTORY], 'profiles'), asked: { phase: 'v2' } },
      { manifests: pods(1, [BACKEND, DIRECTORY]), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: THREE, at: AT },
      { values: `${THREE}${VOLUME}`, at: AT },
      { chart: '1.21.0', values: `${MICROSERVICES}  storage:\n    v2: true\n${FILES}`, at: AT },
      {
        values: `${MICROSERVICES}pyroscope:\n  extraArgs:\n    storage.filesystem.dir: /data/blocks\n`,
        at: 'pyroscope.extraArgs.storage\\.filesystem\\.dir',
      },
      {
        values: `${THREE}  extraVolumeMounts:\n    - name: ca\n      mountPath: /etc/ssl/certs/ours.pem\n`,
        at: AT,
      },
      { manifests: pods(3, [BACKEND, DIRECTORY]), asked: { phase: 'v2' }, at: BACKEND },
    ];
  },
  judge({ now }, report) {
    if (!hasV2(now) || now.components.some((one) => mayShare(now, one))) return;
    const count = severalPods(now);
    const [found] = now.components.flatMap((one) => filesystem(now, one) ?? []);
    if (count === undefined || found === undefined) return;
    report({
      at: found,
      what: `the filesystem backend serves ${count} that share no volume`,
      fix: 'use object storage (pyroscope.structuredConfig.storage.backend: s3 with its bucket), or one ReadWriteMany volume through pyroscope.persistence.existingClaim',
    });
  },
};
