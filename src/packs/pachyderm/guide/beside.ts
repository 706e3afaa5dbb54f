import { isBefore } from '../../../chart/versions.ts';
import { shellWord } from '../../../shell.ts';
import { hasPort, PORTS, type PortSet } from '../facts/ports.ts';
import { SAVED } from '../facts/saved.ts';
import { type Buckets, cloneCommand, deployVariables, deployWords, sameCount } from './buckets.ts';
import { backUp, oldObjects, pause, prepare, type RunbookOf, saveObjects } from './common.ts';
import type { Part } from './parts.ts';
import { eachSaved } from './pipelines.ts';
import { removeOld, toNormalPorts } from './removal.ts';
import type { Side } from './side.ts';

/** A migration to a new cluster beside the old one. */
export interface BesideOf extends RunbookOf {
  readonly new: Side;
  readonly buckets: Buckets;
  /** Which of the two takes the migration ports. */
  readonly moved: 'old' | 'new';
}

/** Extract from the old cluster, restore into a new one beside it. */
export const besideParts = (of: BesideOf): readonly Part[] => [
  prepare(of),
  pause(of),
  backUp(of, of.buckets.backup, 'extract --no-objects', [
    'The file holds no objects: they come with the clone of the bucket. Never add `--url`: it writes all objects, whatever `--no-objects` says.',
    ...(of.old.pachctl.has('extracts-auth')
      ? ['With auth on, extract as an admin of the cluster.']
      : ['Users and rights are not in the file.']),
  ]),
  clone(of),
  resume(of),
  ...(of.moved === 'old' ? [moveOld(of)] : []),
  deployNew(of),
  restore(of),
  settle(of),
  cutOver(of),
  removeOld(of),
  ...(of.moved === 'old' ? [] : [toNormalPorts(of)]),
];

function clone({ buckets }: BesideOf): Part {
  const { old, new: to } = buckets;
  return {
    title: 'Clone the bucket',
    audit: ['D-26', 'D-29', 'D-30', 'D-31'],
    text: [
      'Only after the pause: an object that a writer adds meanwhile is missing in the clone. Give the new bucket the same permissions.',
      ...(old && to
        ? []
        : [
            'Use the tool of the provider, such as `aws s3 sync`, and count objects and bytes of both buckets: they must be equal. `--old-bucket` and `--new-bucket` put the commands here.',
          ]),
    ],
    blocks: old && to ? [{ where: 'both buckets', commands: [cloneCommand(old, to)] }] : [],
    gates: old && to ? [sameCount(old, to)] : [],
    back: 'delete the new bucket.',
  };
}

const resume = ({ old, place }: BesideOf): Part => ({
  title: 'Resume the old cluster',
  audit: ['D-38'],
  text: [
    'The old cluster works on while the new one is made. What is written from here on has to be written to the new one as well, so leave the writers down or keep a log of them.',
  ],
  blocks: [old.block(eachSaved(old, 'start', 'that ran', place.saved))],
  gates: [old.gate('pipelines')],
  back: 'stop them again.',
});

/** What apply takes of an object that the API server gave: with its resourceVersion, it is refused (audit D-6, D-8). */
const AS_APPLIED = '{apiVersion, kind, metadata: (.metadata | {name, namespace, labels, annotations}), spec}';

/**
 * What moves: the Services whose nodePorts a version fixes, less those that have none of these numbers, as an etcd whose number
 * the API server picks (audit D-9). A pipeline may bring a Service of its own.
 */
function movable(version: string): string {
  const rows = PORTS.filter((row) => hasPort(row, version));
  const names = [...new Set(rows.map(({ service }) => service))].join('|');
  const numbers = rows.map(({ normal }) => normal).join(', ');
  return `select(.metadata.name | test("^(${names})$")) | select(.kind != "Service" or any(.spec.ports[]; .nodePort | IN(${numbers})))`;
}

/**
 * The other way round, as the guide has it: the new cluster starts on the ports that clients know (audit D-1, D-7). Each Service
 * is applied as a whole; the Deployment is there for the version of the ports, and is not applied.
 */
function moveOld(of: BesideOf): Part {
  const { old, place } = of;
  const [now, moved] = ['old-now.json', 'old-moved.json'].map((name) => shellWord(`${place.saved}/${name}`));
  const apply = (set: PortSet): string =>
    `phasegate render --phase normal --port-set ${set} < ${now} > ${moved} && jq -c 'select(.kind == "Service")' ${moved} | ${old.kubectl} apply --filename -`;
  return {
    title: 'Move the old cluster to the migration ports',
    audit: ['D-1', 'D-2', 'D-3', 'D-6', 'D-7', 'D-8'],
    text: [
      'From here on, clients outside the Kubernetes cluster reach the old one by the migration ports. Those that go on with the normal ones will meet the new cluster, which is empty until the restore.',
    ],
    before: [old.gate('ports-free', 'migration')],
    blocks: [
      old.block(
        `${old.kubectl} get service,deployment --selector suite=pachyderm --output json | jq -c '.items[] | ${movable(of.from)} | ${AS_APPLIED}' > ${now}`,
        apply('migration'),
        saveObjects(of),
      ),
    ],
    gates: [old.gate('ports', 'migration')],
    back: `\`${apply('normal')}\``,
  };
}

/** What makes an object of one namespace one of another. */
const OF_ELSEWHERE = '.metadata |= {name, labels, annotations}';

/** Copies the secrets that users made; nothing else tells them from those of a person. */
const copySecrets = ({ old, new: side }: BesideOf): readonly string[] =>
  old.pachctl.has('user-secrets')
    ? [
        `${old.kubectl} get secret --selector secret-source=pachyderm-user --output json | jq -c '.items[] | ${OF_ELSEWHERE}' | while read -r secret; do ${side.kubectl} apply --filename - <<< "$secret"; done`,
      ]
    : [];

function deployNew(of: BesideOf): Part {
  const { old, new: side, buckets, place, to } = of;
  const [rendered, manifest] = ['rendered.yaml', 'new.yaml'].map((name) =>
    shellWord(`${place.saved}/${name}`),
  );
  const set = of.moved === 'old' ? 'normal' : 'migration';
  const yaml = side.pachctl.has('deploy-yaml') ? ' --output yaml' : '';
  return {
    title: 'Deploy the new cluster',
    audit: ['D-1', 'D-9', 'D-13', 'D-16', 'D-17', 'D-20', 'D-25', 'D-42'],
    text: [
      deployVariables(buckets.new, 'with the new bucket'),
      'phasegate moves the nodePorts, names what both clusters would share, and compares the new one with the old: buckets, hosts, disks and names. A deploy that is refused half-way leaves most objects behind, so the gate, the comparison and the dry run come first.',
      `Secrets that pipelines mount are not in the backup: ${old.pachctl.has('user-secrets') ? 'those of `pachctl create secret` are copied here; create others' : 'create them'} in the new namespace.`,
      ...side.freeText,
      ...(isBefore(to, '1.9.0')
        ? [`The manifests of ${to} have API versions that Kubernetes 1.16 and later do not serve.`]
        : []),
    ],
    before: [side.gate('ports-free', set), ...side.isFree],
    blocks: [
      side.block(
        `kubectl --context ${place.context} create namespace ${side.namespace}`,
        `${side.program} ${deployWords(buckets.new)} --namespace ${side.namespace} --dry-run${yaml} > ${rendered}`,
        `phasegate render --phase adjacent --port-set ${set} --undeploy-safe true --peer ${oldObjects(place.saved)} < ${rendered} > ${manifest} &&`,
        `  ${side.kubectl} apply --dry-run=server --validate=false --filename ${manifest} &&`,
        `  ${side.kubectl} apply --validate=false --filename ${manifest}`,
        ...copySecrets(of),
        `${side.kubectl} rollout status deployment/pachd --timeout 10m`,
        ...side.reach,
        `${side.pach('version')}    # pachctl and pachd: ${to}`,
      ),
    ],
    gates: [side.gate('ports', set), side.gate('rights'), old.gate('rights'), side.gate('empty')],
    back: `delete the objects of ${manifest} by name: \`${side.kubectl} delete --filename ${manifest}\`.`,
  };
}

function restore({ from, old, new: side, place }: BesideOf): Part {
  const file = (name: string): string => shellWord(`${place.saved}/${name}`);
  const keepsStopped = old.pachctl.has('stopped-is-kept');
  const errors = file('restore.log');
  return {
    title: 'Restore',
    audit: ['D-31', 'D-36', 'D-37', 'D-38', 'D-40', 'D-42'],
    text: [
      'Exit code 0 proves nothing: a store without the objects, or a server that is too old, restores with it. The gate compares repos and commits, and reads a file of every repo.',
      keepsStopped
        ? 'All pipelines are stopped in the backup, so all of them come up stopped. Start those that ran.'
        : `Every pipeline of ${from} comes up running, and runs on all input commits again. Stop those that were stopped right away.`,
      ...(side.pachctl.has('extracts-auth')
        ? [`With auth on, the new root token is in ${errors} and nowhere else. Keep it.`]
        : []),
    ],
    blocks: [
      side.block(
        `${side.pach('restore')} < ${file(SAVED.backup)} 2> ${errors}`,
        keepsStopped
          ? eachSaved(side, 'start', 'that ran', place.saved)
          : eachSaved(side, 'stop', 'that were stopped', place.saved),
      ),
    ],
    gates: [`! grep 'might be in an invalid state' ${errors}`, side.gate('restored')],
    back: 'a second restore would merge with the first. Delete the new cluster with its volume claims, and deploy it again.',
  };
}

const settle = ({ new: side }: BesideOf): Part => ({
  title: 'Compare the pipelines',
  audit: ['D-37', 'D-38', 'D-39'],
  text: [
    'The state of a pipeline takes a while to settle; the gate goes by what was asked for. Run it again while it says that a pipeline starts.',
  ],
  blocks: [],
  gates: [side.gate('pipelines')],
});

const cutOver = ({ old, new: side, place }: BesideOf): Part => ({
  title: 'Move the writers',
  audit: ['D-33'],
  text: [
    'Stop the pipelines of the old cluster. Point all writers at the new one, and write again what was written since the pause. Look at the outputs.',
    'Hosts of an Ingress move with the manifest that holds them: no two clusters may have the same one.',
  ],
  blocks: [old.block(eachSaved(old, 'stop', 'that ran', place.saved))],
  gates: [old.gate('paused'), side.gate('pipelines')],
  back: 'point the writers at the old cluster. It does not have what the new one took.',
});
