import { shellWord } from '../../../shell.ts';
import { STORAGE_SECRET } from '../facts/storage.ts';
import { type Buckets, deployVariables, deployWords } from './buckets.ts';
import { backUp, pause, prepare, type RunbookOf } from './common.ts';
import type { Part } from './parts.ts';
import { eachSaved } from './pipelines.ts';
import type { Side } from './side.ts';

/** A step that keeps namespace, bucket and volume. */
export interface InPlaceOf extends RunbookOf {
  readonly new: Side;
  readonly buckets: Buckets;
}

/** `--no-objects` where pachctl has it: the bucket stays. */
const extractOf = ({ pachctl }: Side): string =>
  pachctl.has('no-objects') ? 'extract --no-objects' : 'extract';

const backupText = ({ pachctl }: Side): readonly string[] =>
  pachctl.has('no-objects')
    ? ['The file holds no objects: the bucket stays as it is.']
    : ['extract of this version has no `--no-objects`: the file holds all data. Mind its size.'];

const backup = (of: InPlaceOf): Part => backUp(of, of.buckets.backup, extractOf(of.old), backupText(of.old));

/** Before 1.6.9 there is nothing to extract with. */
const SNAPSHOT: Part = {
  title: 'Back up',
  audit: ['D-34'],
  text: [
    'This version has no `extract`. Copy the bucket, and take a snapshot of the volume of etcd, with the tools of the provider.',
  ],
  blocks: [],
  gates: [],
};

const manifestOf = ({ place }: InPlaceOf): string => shellWord(`${place.saved}/new.json`);

/** Writes the manifest of the next version. */
function renderCommand(of: InPlaceOf): string {
  const { new: side, buckets } = of;
  const namespace = side.pachctl.has('deploy-namespace') ? ` --namespace ${side.namespace}` : '';
  return `${side.program} ${deployWords(buckets.old)}${namespace} --dry-run > ${manifestOf(of)}`;
}

/** Whether deploy binds the account of another namespace than that of the cluster (audit D-21). */
const bindsDefault = ({ new: { pachctl, namespace } }: InPlaceOf): boolean =>
  !pachctl.has('own-account') && namespace !== 'default';

/** The buckets that manifests in JSON name, as the Secret has them. */
const BUCKET = `bucket() { jq -r 'select(.metadata.name == "${STORAGE_SECRET}") | .data // {} | to_entries[] | select(.key | test("bucket$|container$")) | .value' | sort -u; }`;

/**
 * What must hold of the manifest before anything in the cluster changes: it has a pachd, the Kubernetes cluster serves its API
 * versions (audit D-25), and its bucket is that of the cluster (audit D-20, D-48).
 */
function manifestChecks(of: InPlaceOf): readonly string[] {
  const { place, new: side } = of;
  const manifest = manifestOf(of);
  const versions = `kubectl --context ${place.context} api-versions`;
  return [
    `jq -se 'any(.[]; .kind == "Deployment" and .metadata.name == "pachd")' ${manifest} >/dev/null`,
    `test -z "$(jq -r .apiVersion ${manifest} | sort -u | grep -vxFf <(${versions}))"`,
    `test "$(bucket < ${manifest})" = "$(${side.kubectl} get secret ${STORAGE_SECRET} --output json | bucket)"`,
  ];
}

function applyCommands(of: InPlaceOf): readonly string[] {
  const { place, new: side } = of;
  const patch = `[{"op":"replace","path":"/subjects/0/namespace","value":"${side.namespace}"}]`;
  return [
    `${side.kubectl} apply --validate=false --filename ${manifestOf(of)}`,
    ...(bindsDefault(of)
      ? [
          `kubectl --context ${place.context} patch clusterrolebinding pachyderm --type json --patch '${patch}'`,
        ]
      : []),
    `${side.kubectl} rollout status deployment/pachd --timeout 1h`,
  ];
}

/** Each only where the one before it went well. */
const inTurn = (commands: readonly string[]): readonly string[] =>
  commands.map(
    (command, index) => `${index === 0 ? '' : '  '}${command}${index < commands.length - 1 ? ' &&' : ''}`,
  );

const CHECKS_TEXT =
  'Nothing is changed unless the manifest has a pachd, the Kubernetes cluster serves the API versions in it, and its bucket is the one that the cluster has.';

const rebindText = (of: InPlaceOf): readonly string[] =>
  bindsDefault(of)
    ? [
        `${of.to} binds the account of the namespace default, whatever \`--namespace\` says. The patch of the binding corrects that.`,
      ]
    : [];

/** Before 1.13.4 the binding of every cluster has one name, and the manifest would take it over (audit D-16). */
const bindingText = ({ new: side }: InPlaceOf): readonly string[] =>
  side.pachctl.has('own-binding')
    ? []
    : [
        'The manifest writes ClusterRole and ClusterRoleBinding `pachyderm`. If a binding of that role names the account of another namespace, another cluster would lose rights: render the manifest with `phasegate render --phase adjacent` before you apply it. A cluster that was deployed with `--local-roles` has no binding; leave the check out.',
      ];

const PORTS_TEXT =
  'The manifest has the normal nodePorts. If another cluster holds them, render it with `--phase adjacent --port-set migration`, and leave that check out.';

/** Whether any binding of the shared role is another cluster's, also one with a name of its own (audit D-16, D-17). */
const ownBinding = ({ place, new: side }: InPlaceOf): readonly string[] =>
  side.pachctl.has('own-binding')
    ? []
    : [
        `test "$(kubectl --context ${place.context} get clusterrolebinding --output json | jq -r '.items[] | select(.roleRef.name == "pachyderm") | .subjects[]?.namespace' | sort -u)" = ${side.namespace}`,
      ];

/** What must hold before either step. */
const beforeBoth = (of: InPlaceOf): readonly string[] => [
  of.new.gate('ports-free', 'normal'),
  ...ownBinding(of),
];

/** @param replayed whether the new pachd made the pipelines again, which starts all of them */
const compare = ({ new: side, place, to }: InPlaceOf, replayed: boolean): Part => ({
  title: 'Compare',
  audit: ['D-36', 'D-40'],
  text: [
    'The cluster must have every saved repo and commit, and give a file of every repo back.',
    ...side.freeText,
  ],
  before: side.isFree,
  blocks: [
    side.block(
      ...side.reach,
      `${side.pach('version')}    # pachctl and pachd: ${to}`,
      replayed
        ? eachSaved(side, 'stop', 'that were stopped', place.saved)
        : eachSaved(side, 'start', 'that ran', place.saved),
    ),
  ],
  gates: [side.gate('restored'), side.gate('rights'), side.gate('pipelines')],
});

/** 1.6.10 to 1.7, and one 1.7 to another: the new pachd reads everything from the old one, which must be there for it. */
export function rollingParts(of: InPlaceOf): readonly Part[] {
  const { old, new: side, buckets, to } = of;
  const deployment = `${old.kubectl} get deployment pachd --output jsonpath='{.spec.replicas} {.spec.strategy.type} {.status.readyReplicas}'`;
  return [
    prepare(of),
    { ...pause(of), title: 'Stop the writers and the pipelines' },
    backup(of),
    {
      title: `Deploy ${to} on top`,
      audit: ['D-21', 'D-48'],
      text: [
        'Do not undeploy. The new pachd starts beside the old one, reads everything from it, and takes over once it is ready. If there is no old pachd that is ready in this namespace, it starts empty, without an error.',
        'Namespace, bucket and volume of etcd stay the same. pachd must have one replica, which is ready, and a rolling update.',
        CHECKS_TEXT,
        deployVariables(buckets.old, 'with the same bucket'),
        PORTS_TEXT,
        ...bindingText(of),
        ...rebindText(of),
      ],
      before: [`test "$(${deployment})" = "1 RollingUpdate 1"`, ...beforeBoth(of)],
      blocks: [
        side.block(BUCKET, ...inTurn([renderCommand(of), ...manifestChecks(of), ...applyCommands(of)])),
      ],
      gates: [],
      back: `deploy ${of.from} again on the same data, as long as nothing was written: ${of.to} keeps its own records beside the old ones.`,
    },
    compare(of, true),
  ];
}

/** Whether a step stays within a minor. */
const isPatch = ({ from, to }: InPlaceOf): boolean => {
  const [minorBefore, minorAfter] = [from, to].map((version) => version.split('.').slice(0, 2).join('.'));
  return minorBefore === minorAfter;
};

/** The programs of another version on the same data. */
export function upgradeParts(of: InPlaceOf): readonly Part[] {
  const { old, new: side, buckets } = of;
  return [
    prepare(of),
    pause(of),
    old.pachctl.has('extract') ? backup(of) : SNAPSHOT,
    {
      title: `Deploy ${of.to} in place of ${of.from}`,
      audit: ['D-51', 'D-53', 'D-56'],
      text: [
        'This deletes what `pachctl undeploy` deletes, but for the cluster-wide objects: those carry the same label as the ones of any other Pachyderm in this Kubernetes cluster. Volumes and bucket stay, and so do the secrets that users made for their pipelines.',
        CHECKS_TEXT,
        deployVariables(buckets.old, 'with the same bucket'),
        PORTS_TEXT,
        ...bindingText(of),
        ...rebindText(of),
      ],
      before: beforeBoth(of),
      blocks: [
        side.block(
          BUCKET,
          ...inTurn([
            renderCommand(of),
            ...manifestChecks(of),
            `${old.kubectl} delete service,replicationcontroller,deployment,serviceaccount,secret,statefulset --selector 'suite=pachyderm,secret-source!=pachyderm-user'`,
            ...applyCommands(of),
          ]),
        ),
      ],
      gates: [],
      back: isPatch(of)
        ? `deploy ${of.from} the same way.`
        : `nothing shows that ${of.from} reads what ${of.to} wrote. Restore the backup into an empty cluster of ${of.from} in another namespace, with a clone of the bucket.`,
    },
    compare(of, false),
  ];
}
