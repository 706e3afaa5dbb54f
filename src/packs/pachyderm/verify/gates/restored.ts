import { counted, firstOf } from '../../../../english.ts';
import { type Answer, failed, passed, unknown } from '../answer.ts';
import type { Asking } from '../asking.ts';
import { Damaged } from '../backup-file.ts';
import { isPlain, type PachydermCluster, pachydermCluster } from '../cluster.ts';
import type { Commit, File } from '../records.ts';
import type { SavedFolder } from '../saved.ts';

/** What reading a file of a commit came to. */
type Read = { readonly kind: 'read' | 'no files' } | { readonly kind: 'failed'; readonly why: string };

/** Folders within folders that are looked into for a file. */
const DEEPEST = 20;

/** The smallest file with content, as any shows that the store has the objects; else the first folder, to look into. */
function choose(files: readonly File[]): { readonly file?: File; readonly folder?: File } {
  const plain = files.filter(({ path }) => isPlain(path));
  const [file] = plain
    .filter(({ isFolder, bytes }) => !isFolder && bytes > 0)
    .sort((a, b) => a.bytes - b.bytes);
  const folder = plain.find(({ isFolder, bytes }) => isFolder && bytes > 0);
  return { ...(file && { file }), ...(folder && { folder }) };
}

async function readOne(cluster: PachydermCluster, commit: Commit): Promise<Read> {
  let folder = '/';
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const files = await cluster.files(commit, folder);
    if (!files.ok) return { kind: 'failed', why: files.error };
    const chosen = choose(files.value);
    if (chosen.file !== undefined) {
      const bytes = await cluster.fileBytes(commit, chosen.file);
      if (!bytes.ok) return { kind: 'failed', why: bytes.error };
      if (bytes.value === chosen.file.bytes) return { kind: 'read' };
      return {
        kind: 'failed',
        why: `${chosen.file.path} has ${bytes.value} bytes instead of ${chosen.file.bytes}`,
      };
    }
    if (chosen.folder === undefined) break;
    folder = chosen.folder.path;
  }
  return { kind: 'no files' };
}

/** The newest finished commit with content, else the newest finished one. */
function newest(commits: readonly Commit[]): Commit | undefined {
  const finished = commits
    .filter((one) => one.finished !== undefined)
    .sort((a, b) => (b.finished ?? '').localeCompare(a.finished ?? ''));
  return finished.find(({ bytes }) => bytes > 0) ?? finished[0];
}

/** Repos whose commits the backup brings; pipelines make those of the others again. All where there is no whole file. */
async function restoredRepos(saved: SavedFolder): Promise<ReadonlySet<string>> {
  try {
    return (await saved.backup()).repos;
  } catch (error) {
    if (error instanceof Damaged) return new Set(saved.repos());
    throw error;
  }
}

const AGAIN = 'restore into an empty cluster whose bucket is a whole clone, with the pachctl of its version';

/**
 * Every saved repo and commit is there, and a file of every repo can be read: repos and commits alone come from a store
 * without objects as well (audit D-36).
 */
export async function restored(asking: Asking, saved: SavedFolder): Promise<Answer> {
  const expected = saved.repos();
  if (expected.length === 0)
    return failed(
      'the saved list holds no repo, so that nothing can be proven',
      'save the lists of the old cluster',
    );
  const brought = await restoredRepos(saved);
  const before = saved.commits().filter(({ finished }) => finished !== undefined);
  const cluster = pachydermCluster(asking);
  const repos = new Set(await cluster.repos());
  const missing = expected.filter((name) => !repos.has(name));
  if (missing.length > 0)
    return failed(
      `${counted(missing.length, 'repo')} of ${expected.length} missing: ${firstOf(missing)}`,
      AGAIN,
    );
  const [waiting, empty]: [string[], string[]] = [[], []];
  let [read, compared] = [0, 0];
  for (const repo of expected) {
    const now = await cluster.commits(repo);
    const ids = new Set(now.map(({ id }) => id));
    const own = brought.has(repo) ? before.filter((one) => one.repo === repo) : [];
    const lost = own.filter(({ id }) => !ids.has(id));
    if (lost.length > 0)
      return failed(
        `${counted(lost.length, 'commit')} of ${own.length} missing in ${repo}: ${firstOf(lost.map(({ id }) => id))}`,
        AGAIN,
      );
    compared += own.length;
    const commit = newest(brought.has(repo) ? own : now);
    if (commit === undefined) {
      // A pipeline may not have run again; a repo that was empty stays so.
      if (before.some((one) => one.repo === repo)) waiting.push(repo);
      else empty.push(repo);
      continue;
    }
    const result = await readOne(cluster, commit);
    if (result.kind === 'failed')
      return failed(`no file of ${repo}@${commit.id} can be read: ${result.why}`, AGAIN);
    if (result.kind === 'read') read += 1;
    else if (commit.bytes > 0)
      return failed(`${repo}@${commit.id} had ${commit.bytes} bytes, and no file can be found in it`, AGAIN);
    else empty.push(repo);
  }
  if (waiting.length > 0)
    return unknown(`no finished commit yet in ${firstOf(waiting)}`, 'ask again when the pipeline has run');
  const without =
    empty.length === 0 ? '' : `; ${counted(empty.length, 'repo')} without files: ${firstOf(empty)}`;
  return passed(
    `${counted(expected.length, 'repo')} and ${counted(compared, 'commit')} are there, and a file of ${counted(read, 'repo')} was read${without}`,
  );
}
