import { isBefore } from '../../../../chart/versions.ts';
import { counted, firstOf } from '../../../../english.ts';
import { pachctlOf } from '../../facts/pachctl.ts';
import { type Answer, failed, passed } from '../answer.ts';
import { type BackupContent, Damaged } from '../backup-file.ts';
import type { SavedFolder } from '../saved.ts';

const AGAIN = 'extract again';

/** Which saved repos a backup of a version holds: before 1.9.6, those that no pipeline writes. */
export function reposInBackup(saved: SavedFolder, version: string): readonly string[] {
  if (pachctlOf(version).has('all-repos')) return saved.repos();
  const pipelines = new Set(saved.pipelines().map(({ name }) => name));
  return saved.repos().filter((name) => !pipelines.has(name));
}

/** 1.6 writes operations of 1.7. */
const minorOf = (version: string): number => (isBefore(version, '1.7.0') ? 7 : Number(version.split('.')[1]));

/**
 * The file can be read to its last record, and holds everything that was saved.
 * @param version of the old cluster
 */
export async function backupIsWhole(saved: SavedFolder, version: string): Promise<Answer> {
  let content: BackupContent;
  try {
    content = await saved.backup();
  } catch (error) {
    if (error instanceof Damaged) return failed(`the file is damaged: ${error.message}`, AGAIN);
    throw error;
  }
  const other = [...content.minors].filter((minor) => minor !== minorOf(version));
  if (other.length > 0)
    return failed(
      `it was written by 1.${other.join(' and 1.')}, and the cluster is ${version}`,
      'extract from the old cluster, with its own pachctl',
    );
  const repos = reposInBackup(saved, version);
  const expected = new Set(repos);
  const commits = saved
    .commits()
    .filter(({ repo, finished }) => expected.has(repo) && finished !== undefined);
  const missing = [
    ['repo', repos.filter((name) => !content.repos.has(name))],
    ['commit', commits.map(({ id }) => id).filter((id) => !content.commits.has(id))],
    [
      'pipeline',
      saved
        .pipelines()
        .map(({ name }) => name)
        .filter((name) => !content.pipelines.has(name)),
    ],
  ] as const;
  for (const [what, names] of missing)
    if (names.length > 0)
      return failed(`${counted(names.length, what)} missing in the file: ${firstOf(names)}`, AGAIN);
  if (repos.length === 0)
    return failed(
      'no repo was saved, so that nothing proves that the file is whole',
      'save the lists of the old cluster first',
    );
  const objects = content.objects === 0 ? 'no objects' : counted(content.objects, 'object');
  return passed(
    `${counted(content.records, 'record')} in ${counted(content.bytes, 'byte')}: ${counted(content.repos.size, 'repo')}, ${counted(content.commits.size, 'commit')}, ${counted(content.pipelines.size, 'pipeline')}, ${objects}`,
  );
}
