import { both, counted, firstOf } from '../../../../english.ts';
import { type Answer, failed, passed } from '../answer.ts';
import type { Asking } from '../asking.ts';
import { pachydermCluster } from '../cluster.ts';

/** Every commit is finished; extract leaves the others out (audit D-45). */
export async function noOpenCommit(asking: Asking): Promise<Answer> {
  const cluster = pachydermCluster(asking);
  const open: string[] = [];
  let count = 0;
  const repos = await cluster.repos();
  for (const repo of repos)
    for (const { id, finished } of await cluster.commits(repo)) {
      count += 1;
      if (finished === undefined) open.push(`${repo}@${id}`);
    }
  if (open.length > 0)
    return failed(
      `${counted(open.length, 'commit')} of ${count} not finished: ${firstOf(open)}`,
      'finish or delete them: extract leaves them out',
    );
  return passed(`${counted(count, 'commit')} in ${counted(repos.length, 'repo')}, all finished`);
}

/** The cluster has neither repos nor pipelines; a restore would merge with them (audit D-42). */
export async function empty(asking: Asking): Promise<Answer> {
  const cluster = pachydermCluster(asking);
  const [repos, pipelines] = [await cluster.repos(), (await cluster.pipelines()).map(({ name }) => name)];
  const found = [
    ...(repos.length > 0 ? [`${counted(repos.length, 'repo')} (${firstOf(repos)})`] : []),
    ...(pipelines.length > 0 ? [`${counted(pipelines.length, 'pipeline')} (${firstOf(pipelines)})`] : []),
  ];
  if (found.length === 0) return passed('neither repos nor pipelines');
  return failed(
    `it has ${both(found)}`,
    'deploy a new cluster with a new volume for etcd: a restore would merge with what is there',
  );
}
