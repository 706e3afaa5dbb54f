import { shellWord } from '../../../shell.ts';
import { SAVED } from '../facts/saved.ts';
import type { Bucket } from './buckets.ts';
import { keepFile } from './buckets.ts';
import type { Part } from './parts.ts';
import { eachSaved, saveCommits, saveList } from './pipelines.ts';
import type { Place, Side } from './side.ts';

/** What every runbook of 1.x is made for. */
export interface RunbookOf {
  readonly from: string;
  readonly to: string;
  /** Undefined where the user named none: the first command keeps the current one. */
  readonly context: string | undefined;
  readonly place: Place;
  readonly old: Side;
}

/** Those outside the namespace as well: a second cluster shares them, and its manifests are compared with them. */
const OBJECTS =
  'service,deployment,statefulset,replicationcontroller,serviceaccount,secret,persistentvolumeclaim,clusterrole,clusterrolebinding,storageclass,persistentvolume';

/** What the old cluster has, in the folder of what is saved. */
export const oldObjects = (saved: string): string => shellWord(`${saved}/old-objects.yaml`);

/** Saves what the old cluster has. */
export const saveObjects = ({ place, old }: Pick<RunbookOf, 'place' | 'old'>): string =>
  `${old.kubectl} get ${OBJECTS} --selector suite=pachyderm --output yaml > ${oldObjects(place.saved)}`;

/** The first part: who is asked by which name, and what must be known later. */
export function prepare({ from, to, context, place, old }: RunbookOf): Part {
  const saved = shellWord(place.saved);
  return {
    title: 'Save what there is',
    audit: ['D-37', 'D-38', 'D-46'],
    text: [
      `You need \`${old.program}\` and \`pachctl-${to}\` on PATH: each is the pachctl of its version under that name. You also need kubectl, jq and phasegate.`,
      'Every command names its cluster. Neither the current context of kubectl nor the active context of pachctl matters.',
      'Nothing but you remembers how the old cluster was deployed: write down the arguments of `pachctl deploy`.',
      ...old.freeText,
    ],
    before: old.isFree,
    blocks: [
      old.block(
        ...(context === undefined ? ['CONTEXT=$(kubectl config current-context)', 'echo "$CONTEXT"'] : []),
        `mkdir -p -m 700 ${saved}`,
        ...old.reach,
        `${old.pach('version')}    # pachctl and pachd: ${from}`,
        saveObjects({ place, old }),
        saveList(old, place.saved),
      ),
    ],
    gates: [old.gate('pipelines')],
  };
}

/** Stops pipelines and writers, and saves what is there then. */
export function pause({ place, old }: RunbookOf): Part {
  return {
    title: 'Pause the old cluster',
    audit: ['D-30', 'D-45'],
    text: [
      'Stop everything that writes: put file, create repo, create pipeline, the S3 gateway and git hooks. Note the time: writers go on from there later.',
      'A commit that is not finished is left out of the backup without an error.',
    ],
    blocks: [
      old.block(eachSaved(old, 'stop', 'that ran', place.saved)),
      old.block(...saveCommits(old, place.saved)),
    ],
    gates: [old.gate('paused'), old.gate('no-open-commit')],
    back: `\`${eachSaved(old, 'start', 'that ran', place.saved)}\``,
  };
}

/** Extracts to a file and reads it back; with a bucket, keeps it there as well. */
export function backUp(
  { from, place, old }: RunbookOf,
  backup: Bucket | undefined,
  extract: string,
  text: readonly string[],
): Part {
  const file = `${place.saved}/${SAVED.backup}`;
  return {
    title: 'Back up',
    audit: ['D-34', 'D-35', 'D-43', 'D-44'],
    text: [
      ...text,
      'The file has no mark at its end, so one that was cut short restores without an error. The gate reads it to its last record, and looks for every saved repo, commit and pipeline in it.',
    ],
    blocks: [
      old.block(`${old.pach(extract)} > ${shellWord(file)}`),
      ...(backup === undefined
        ? []
        : [
            {
              where: 'the bucket for backups',
              commands: keepFile(file, backup, `pachyderm-${from}-${old.namespace}.backup`),
            },
          ]),
    ],
    gates: [old.gate('backup')],
    back: 'delete the file.',
  };
}
