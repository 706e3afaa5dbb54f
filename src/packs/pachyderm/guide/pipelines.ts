import { shellWord } from '../../../shell.ts';
import { SAVED } from '../facts/saved.ts';
import type { Side } from './side.ts';

/** Before 1.7.4, only the state says that a pipeline was stopped. */
const STOPPED = '.stopped == true or .state == "PIPELINE_PAUSED"';

const FILTERS = {
  'that ran': `select(${STOPPED} | not)`,
  'that were stopped': `select(${STOPPED})`,
} as const;

/** Stops or starts the pipelines of the saved list that ran, or those that were stopped, before the migration. */
export const eachSaved = (
  side: Side,
  verb: 'stop' | 'start',
  which: keyof typeof FILTERS,
  saved: string,
): string =>
  `jq -r '${FILTERS[which]} | .pipeline.name' ${shellWord(`${saved}/${SAVED.pipelines}`)} | while read -r name; do ${side.pach(...side.pachctl.verb(verb, 'pipeline'), '"$name"')} </dev/null; done`;

/** Saves the list that says which pipelines ran. */
export const saveList = (side: Side, saved: string): string =>
  `${side.pach(...side.pachctl.verb('list', 'pipeline'), '--raw')} > ${shellWord(`${saved}/${SAVED.pipelines}`)}`;

/** Saves repos and commits, which the gates compare the backup and the new cluster with. */
export const saveCommits = (side: Side, saved: string): readonly string[] => [
  `${side.pach(...side.pachctl.verb('list', 'repo'), '--raw')} > ${shellWord(`${saved}/${SAVED.repos}`)}`,
  `jq -r '.repo.name' ${shellWord(`${saved}/${SAVED.repos}`)} | while read -r repo; do ${side.pach(...side.pachctl.verb('list', 'commit'), '"$repo"', '--raw')} </dev/null; done > ${shellWord(`${saved}/${SAVED.commits}`)}`,
];
