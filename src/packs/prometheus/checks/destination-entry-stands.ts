import { fine, unanswered, unknown, worstOf, wrong } from '../../../checks/check.ts';
import { contextOf } from '../../../checks/context.ts';
import { total } from '../../../checks/metrics.ts';
import { both, counted } from '../../../english.ts';
import { field, listOf, recordOf, textOf } from '../../../live/json.ts';
import { showable } from '../../../live/problems.ts';
import { type Live, likely, type Observation, sure, type Tree } from '../../../pack.ts';
import { destinationAmong, entriesIn, lacksTenant, oldAmong } from '../read/entries.ts';
import type { PrometheusCase, PrometheusServer, PrometheusState, RemoteWrite } from '../read/facts.ts';
import { isDestination } from '../render/index.ts';
import { curl, destinationOf, metricsOf, type PrometheusCheck, processesOf } from './asking.ts';
import { CUSTOM_RESOURCES } from './custom-resource.ts';
import { treeOfYaml } from './yaml-tree.ts';

const resourceOf = (kind: string): string => CUSTOM_RESOURCES[kind] ?? kind.toLowerCase();

/** What is wrong with the entries; undefined where they are those of the phase. @param where who has them */
function judgeEntries(
  of: PrometheusCase,
  entries: readonly RemoteWrite[],
  where: string,
): Observation | undefined {
  const { meant } = of.now;
  const open = entries.find(({ url }) => url !== undefined && !url.sure);
  if (open?.url?.sure === false) return unknown(`${where}: ${open.url.why}`);
  const entry = destinationAmong(entries, meant);
  if (entry === undefined) return wrong(`${where} has no entry of remote_write for ${destinationOf(of)}`);
  if (lacksTenant(entry, meant))
    return wrong(
      `${where}: the entry for ${destinationOf(of)} names no tenant, and destinationTenant is ${meant.tenant}: its samples may go to another one; add the header X-Scope-OrgID, or unset destinationTenant if a gateway puts the tenant in`,
    );
  const old = oldAmong(entries, meant);
  if (sure(of.now.phase) === 'new' && old.length > 0)
    return wrong(`${where} still has ${counted(old.length, 'other entry', 'other entries')} of remote_write`);
  return undefined;
}

/** Fields that one value has and another does not: `queueConfig.maxShards`. */
function absentIn(is: Tree, was: Tree, path = ''): readonly string[] {
  return was.keys().flatMap((key) => {
    const name = path === '' ? String(key) : `${path}.${key}`;
    return is.has(key) ? absentIn(is.below(key), was.below(key), name) : [name];
  });
}

/** Fields of the installed entry that the API dropped, as a CRD older than the chart does not have them (audit P-57). */
function droppedFields(
  installed: readonly RemoteWrite[],
  live: readonly RemoteWrite[],
  { meant }: PrometheusState,
): Observation | undefined {
  const [was, is] = [destinationAmong(installed, meant), destinationAmong(live, meant)];
  const gone = was && is ? absentIn(is.tree, was.tree) : [];
  if (gone.length === 0) return undefined;
  return wrong(
    `the live entry has no ${both(gone)}: the CRD does not know it; upgrade the CRDs to those of the chart`,
  );
}

/** What the operator says of a custom resource that it could not bring into effect, such as a Secret that is missing. */
function conditionOf(object: unknown): Observation | undefined {
  const conditions = listOf(field(object, 'status', 'conditions')).map(recordOf);
  const bad = conditions.find(({ type, status }) => type === 'Reconciled' && status === 'False');
  return (
    bad &&
    wrong(`the operator did not bring it into effect: ${showable(textOf(bad.message) || textOf(bad.reason))}`)
  );
}

async function judgeObject(
  of: PrometheusCase,
  live: Live,
  { written, entries, spelling }: PrometheusServer,
): Promise<Observation | undefined> {
  if (written === undefined) return unknown('the object that holds remote_write is not among the manifests');
  const { kind, name } = written.object;
  const where = `${kind} ${name}`;
  const object = await live.object(resourceOf(kind), name);
  if (spelling === 'file') {
    const [, key = ''] = written.list.map(String);
    const tree = await treeOfYaml(textOf(field(object, 'data', key)));
    return judgeEntries(of, entriesIn(tree, ['remote_write'], 'file'), where);
  }
  const spec = await treeOfYaml(JSON.stringify(field(object, 'spec') ?? {}));
  const found = entriesIn(spec, ['remoteWrite'], 'resource');
  return judgeEntries(of, found, where) ?? conditionOf(object) ?? droppedFields(entries, found, of.now);
}

/** Whether the processes run with what the object says. */
async function judgeRunning(of: PrometheusCase, live: Live): Promise<Observation | undefined> {
  const processes = processesOf(of, live);
  for (const process of processes) {
    const page = await metricsOf(process);
    if (total(page, 'prometheus_config_last_reload_successful') !== 1)
      return wrong(
        `${process.name}: the last reload of the configuration failed, and the one before is in force; its log says why`,
      );
  }
  const running = (await live.running()) as PrometheusState;
  const seen = running.components
    .filter((one) => !isDestination(one))
    .flatMap(({ entries }) => judgeEntries(of, entries, 'the running configuration') ?? []);
  return seen.length > 0 ? worstOf(seen) : undefined;
}

async function observe(of: PrometheusCase, live: Live): Promise<Observation> {
  destinationOf(of);
  const senders = of.now.components.filter((one) => !isDestination(one));
  const { asksCluster } = contextOf(live);
  const asked = asksCluster ? senders.map((one) => judgeObject(of, live, one)) : [];
  const seen = await Promise.all([...asked, judgeRunning(of, live)].map((one) => one.catch(unanswered)));
  const wrongs = seen.filter((one) => one !== undefined);
  if (wrongs.length > 0) return worstOf(wrongs);
  const objects = senders.flatMap(({ written }) =>
    written ? [`${written.object.kind} ${written.object.name}`] : [],
  );
  return asksCluster
    ? fine(`${both(objects)} and the running configuration have the entry`)
    : { ...fine('the running configuration has the entry'), unproven: 'the object in the cluster' };
}

/** Where the entry is written, for a person to look. */
function objectCommand({ now }: PrometheusCase, { namespace }: Live): string | undefined {
  const [first] = now.components.flatMap(({ written }) => written ?? []);
  if (first === undefined) return undefined;
  const { kind, name } = first.object;
  return `kubectl get -n ${namespace} ${resourceOf(kind)}/${name} -o yaml`;
}

export const destinationEntryStands: PrometheusCheck = {
  id: 'destination-entry-stands',
  title: 'The new store has its entry, and the servers run with it',
  phases: ['dual', 'new'],
  why: 'An operator, a GitOps tool or an older CRD can put the object back or drop a part of it, and a configuration that does not load leaves the old one in force: Helm says deployed all the same.',
  expected: ({ now }) =>
    `an entry for ${likely(now.stores.new?.url) ?? 'the new store'} in the object and in what runs${sure(now.phase) === 'new' ? ', and no other' : ''}`,
  command: (of, live) =>
    objectCommand(of, live) ?? curl(of, live, '/api/v1/status/config', ' | grep -o "remote_write.*"'),
  observe,
};
