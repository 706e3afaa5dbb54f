import { counted, firstOf } from '../../../../english.ts';
import { field, listOf } from '../../../../live/json.ts';
import { type Answer, failed, passed, unknown } from '../answer.ts';
import type { Asking } from '../asking.ts';
import { pachydermCluster } from '../cluster.ts';
import type { Pipeline } from '../records.ts';
import type { SavedFolder } from '../saved.ts';

const namesOf = (pipelines: readonly Pipeline[]): string => firstOf(pipelines.map(({ name }) => name));

/** All pipelines are stopped, and their pods are gone. */
export async function paused(asking: Asking): Promise<Answer> {
  const pipelines = await pachydermCluster(asking).pipelines();
  const running = pipelines.filter(({ stopped }) => !stopped);
  if (running.length > 0)
    return failed(
      `${counted(running.length, 'pipeline')} of ${pipelines.length} not stopped: ${namesOf(running)}`,
      'stop them with pachctl',
    );
  const pods = await asking.kubectlJson('get', 'pods', '--selector=suite=pachyderm,component=worker');
  const left = listOf(field(pods, 'items')).length;
  if (left > 0)
    return failed(`all pipelines are stopped, and ${counted(left, 'worker pod')} still there`, 'ask again');
  return passed(`${counted(pipelines.length, 'pipeline')} stopped, no worker pod left`);
}

/** States that pass by themselves (audit D-39). */
const ON_THE_WAY: ReadonlySet<string> = new Set([
  'PIPELINE_STARTING',
  'PIPELINE_RESTARTING',
  'PIPELINE_PAUSED',
]);
const BROKEN: ReadonlySet<string> = new Set(['PIPELINE_FAILURE', 'PIPELINE_CRASHING']);

/** Pipelines run and are stopped as in the saved list. */
export async function pipelinesAsSaved(asking: Asking, saved: SavedFolder): Promise<Answer> {
  const before = new Map(saved.pipelines().map((one) => [one.name, one]));
  const now = await pachydermCluster(asking).pipelines();
  const isThere = new Set(now.map(({ name }) => name));
  const missing = [...before.keys()].filter((name) => !isThere.has(name));
  if (missing.length > 0)
    return failed(
      `${counted(missing.length, 'pipeline')} missing: ${firstOf(missing)}`,
      'restore again, into an empty cluster',
    );
  const added = now.filter(({ name }) => !before.has(name));
  if (added.length > 0)
    return failed(`not in the saved list: ${namesOf(added)}`, 'check that this is the cluster that you mean');
  const mustStop = now.filter(({ name, stopped }) => !stopped && before.get(name)?.stopped);
  if (mustStop.length > 0)
    return failed(`stopped before, and running now: ${namesOf(mustStop)}`, 'stop them with pachctl');
  const mustStart = now.filter(({ name, stopped }) => stopped && !before.get(name)?.stopped);
  if (mustStart.length > 0)
    return failed(`running before, and stopped now: ${namesOf(mustStart)}`, 'start them with pachctl');
  const broken = now.filter(
    ({ name, stopped, state }) => !stopped && BROKEN.has(state) && !BROKEN.has(before.get(name)?.state ?? ''),
  );
  if (broken.length > 0)
    return failed(
      `not broken before, and broken now: ${namesOf(broken)}`,
      'see pachctl inspect for the reason',
    );
  const starting = now.filter(({ stopped, state }) => !stopped && ON_THE_WAY.has(state));
  if (starting.length > 0) return unknown(`still starting: ${namesOf(starting)}`, 'ask again');
  const stopped = now.filter((one) => one.stopped).length;
  return passed(
    `${counted(now.length - stopped, 'pipeline')} running and ${stopped} stopped, as in the saved list`,
  );
}
