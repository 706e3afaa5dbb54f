import { NoAnswer, notInForm } from '../checks/ask.ts';
import { type CheckResult, unanswered } from '../checks/check.ts';
import { isYoungSince, type LiveContext, type OpenedContext } from '../checks/context.ts';
import { noPod } from '../checks/metrics.ts';
import { imageName, readImage } from '../image-reference.ts';
import type { LivePod } from '../live/cluster.ts';
import {
  type Answer,
  type Case,
  type Finding,
  type Known,
  known,
  likely,
  type Pack,
  type Place,
  type Question,
  type State,
  type Tree,
  unsure,
} from '../pack.ts';
import { namesCredential, redactLine } from '../redaction.ts';
import { judge, type Permissions } from '../rules/judge.ts';
import { rulesOf } from '../rules/rules-of-pack.ts';
import { settingReader, withoutDefaults } from '../rules/settings.ts';
import { manifestTree } from '../rules/trees.ts';
import { withLibrary } from '../yaml/library.ts';
import type { YamlEntry, YamlNode } from '../yaml/node.ts';
import { readText } from '../yaml/read.ts';

/** What one server answered. */
interface Page {
  readonly pod: string;
  readonly tree: Tree;
}

/** Whoever can be asked for a component, by name. */
interface Asked {
  readonly pod: string;
  readonly ask: (question: Question) => Promise<Answer>;
}

/** An address that somebody named answers for every pod. */
function askedFor(live: LiveContext, component: string): readonly Asked[] {
  const { address } = live;
  if (address) return [{ pod: 'the address of --url', ask: address }];
  return live.pods
    .filter((pod) => pod.component === component && pod.phase === 'Running')
    .map((pod) => ({ pod: pod.name, ask: (question) => live.ask(pod, question) }));
}

/** The name of a pair of name and value: `{ name: X-Token, value: … }`. */
const namesPair = ({ key, value }: YamlEntry): boolean =>
  key === 'name' && value.kind === 'scalar' && namesCredential(value.value);

/** A page with no credential left in it: nothing that is kept of a server may hold one. */
function withoutCredentials(node: YamlNode): YamlNode {
  switch (node.kind) {
    case 'map': {
      const hidesValue = node.entries.some(namesPair);
      const kept = node.entries.filter(
        ({ key }) => !namesCredential(key) && !(hidesValue && key === 'value'),
      );
      return { ...node, entries: kept.map((one) => ({ ...one, value: withoutCredentials(one.value) })) };
    }
    case 'sequence':
      return { ...node, items: node.items.map((one) => ({ ...one, value: withoutCredentials(one.value) })) };
    case 'scalar':
      return { ...node, value: node.value.split('\n').map(redactLine).join('\n') };
    default:
      // A server prints no aliases, and what one stands for was not looked at.
      return { kind: 'scalar', style: 'plain', value: '', start: node.start, end: node.end };
  }
}

async function readYaml(text: string): Promise<YamlNode | null> {
  const read = await withLibrary(() => readText(text));
  return read.ok ? read.root : null;
}

async function pageOf({ pod, ask }: Asked, question: Question): Promise<Page> {
  const { path, accept = [], within = [] } = question;
  const place: Place = { in: 'server', pod, endpoint: path };
  const { status, body } = await ask(question);
  if (accept.includes(status)) return { pod, tree: manifestTree(null, undefined, 'config', place) };
  const page = await readYaml(body);
  const text = within.length === 0 ? undefined : manifestTree(page, undefined).at(...within);
  const root = within.length === 0 ? page : await readYaml(likely(text) ?? '');
  if (root?.kind !== 'map') throw notInForm(path, 'YAML');
  return { pod, tree: manifestTree(withoutCredentials(root), undefined, 'config', place) };
}

const spoken = (value: Known<string> | undefined): string => likely(value) || 'nothing';

/** What all pages say. @param silent why some pod gave no page, so that nothing is sure */
function agreed(pages: readonly [Page, ...Page[]], silent: string | undefined): Tree {
  const [first, ...others] = pages;
  return {
    ...first.tree,
    at: (...path) => {
      const said = first.tree.at(...path);
      for (const { pod, tree } of others) {
        const other = tree.at(...path);
        if (likely(other) !== likely(said))
          return unsure(`${first.pod} says ${spoken(said)}, ${pod} says ${spoken(other)}`, said?.place);
      }
      return said && silent !== undefined ? unsure(silent, said.place, likely(said)) : said;
    },
    has: (...path) => pages.some(({ tree }) => tree.has(...path)),
    isWritten: (...path) => pages.some(({ tree }) => tree.isWritten(...path)),
    isTrue: (...path) => pages.every(({ tree }) => tree.isTrue(...path)),
    keys: (...path) => [...new Set(pages.flatMap(({ tree }) => tree.keys(...path)))],
    below: (...path) => {
      const below = ({ pod, tree }: Page): Page => ({ pod, tree: tree.below(...path) });
      return agreed([below(first), ...others.map(below)], silent);
    },
  };
}

/** Why there was no answer, as a part of a sentence. */
const reasonOf = (thrown: unknown): string =>
  (thrown instanceof NoAnswer ? thrown.problem.what : String(thrown)).replace(/\.$/, '');

/** A tree of which nothing is known. @param thrown by `live.config` */
export function unknownTree(thrown: unknown): Tree {
  const why = reasonOf(thrown);
  const nobody: Place = { in: 'server', pod: 'no pod', endpoint: '' };
  return { ...manifestTree(null, undefined, 'config', nobody), at: () => unsure(why) };
}

async function config(live: LiveContext, component: string, question: Question): Promise<Tree> {
  const asked = askedFor(live, component);
  const answers = await Promise.allSettled(asked.map((one) => pageOf(one, question)));
  const [page, ...pages] = answers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = answers.findIndex(({ status }) => status === 'rejected');
  const reason: unknown = (answers[failed] as PromiseRejectedResult | undefined)?.reason;
  if (page === undefined) throw reason ?? noPod(live, component);
  const silent = failed === -1 ? undefined : `${asked[failed]?.pod} gives no answer: ${reasonOf(reason)}`;
  return agreed([page, ...pages], silent);
}

type ReadsServers = Pick<Pack, 'settings' | 'stores' | 'readServer'>;

/** Reads a release off its running servers. @throws NoAnswer where nobody answers */
async function stateOfServers(pack: ReadsServers, live: LiveContext, installed: State): Promise<State> {
  const facts = await pack.readServer?.(live, installed);
  if (facts === undefined)
    throw new NoAnswer({
      kind: 'unexpected-answer',
      what: 'the pack does not read what the servers run with.',
      remedy: 'Ask the pods themselves.',
    });
  const { release, chart } = installed;
  const namespace = known(live.namespace, 'person');
  const setting = settingReader(withoutDefaults(pack.settings ?? []), facts.components);
  const state: State = {
    ...{ ...facts, readFrom: 'server', release, namespace, chart, setting },
    get stores() {
      return pack.stores?.(state) ?? {};
    },
  };
  return state;
}

/** What Kubernetes makes pods of; those of other objects an operator makes, and names as it likes. */
const WORKLOADS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Which pods a pack looks for, and which of their containers. */
export const podsOf = (pack: Pick<Pack, 'isMainContainer' | 'podsByLabel'>, state: State) => ({
  ...(pack.isMainContainer && { isMainContainer: pack.isMainContainer }),
  ...(pack.podsByLabel && { podsByLabel: pack.podsByLabel(state) }),
});

/** Kubernetes cuts off the name of a workload before it appends to it. */
const LONGEST_START = 58;

/**
 * Whether a pod is the product's: charts of others ride along under one release, and give their pods the same component
 * labels. A pod is named after its workload; where the manifest has none, as that of another phase, its image tells.
 */
function isOwnPod({ components }: State, { name, component, image }: LivePod): boolean {
  const workloads = components.flatMap((one) =>
    one.name === component && one.object && WORKLOADS.has(one.object.kind) ? [one.object] : [],
  );
  if (workloads.length > 0)
    return workloads.some((one) => name.startsWith(`${one.name}-`.slice(0, LONGEST_START)));
  const nameOf = (reference: string) => imageName(readImage(reference));
  const images = components.flatMap(({ container }) => likely(container?.at('image')) ?? []).map(nameOf);
  return images.length === 0 || images.includes(nameOf(image));
}

/** The running system of the product alone, with its servers, which are read once, by whoever asks first. */
export function withServers(opened: OpenedContext, pack: ReadsServers, installed: State): LiveContext {
  let running: Promise<State> | undefined;
  // Copied with its getters: what could not be asked throws where it is looked at, and not here.
  const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(opened)) as OpenedContext;
  const live: LiveContext = Object.assign(copy, {
    pods: opened.pods.filter((pod) => isOwnPod(installed, pod)),
    config: (component, question) => config(live, component, question),
    running: () => {
      running ??= stateOfServers(pack, live, installed);
      return running;
    },
  } satisfies Pick<LiveContext, 'pods' | 'config' | 'running'>);
  return live;
}

/** What the rules about running servers say. */
export interface JudgedServers {
  /** One that is `refused` stops a step, unless what it yields to lets it through. */
  readonly findings: readonly Finding[];
  /** Whether servers or release are so new that the rest may still come. */
  readonly isYoung: boolean;
  /** Where the servers could not be read, why: then no rule was judged. */
  readonly unread: readonly CheckResult[];
}

const whenOf = (time: string | undefined): number => (time === undefined ? 0 : Date.parse(time));

/** By the pods of the product alone: those of other charts come and go for reasons of their own. */
function isYoungRelease(live: LiveContext, { components }: State): boolean {
  const own = live.pods.filter(({ component }) => components.some(({ name }) => name === component));
  const times = [live.upgradedAt, ...own.map(({ startedAt }) => startedAt)].map(whenOf);
  return isYoungSince(live, Math.max(...times));
}

/** Told where it fails: then no rule about running servers is judged. */
export const SERVERS_READ = {
  id: 'servers-read',
  title: 'The servers say what they run with',
  expected: 'an answer of every component',
  why: 'What the servers run with may differ from what the installed revision says.',
} as const;

const unreadFor = (thrown: unknown): CheckResult => ({ ...SERVERS_READ, ...unanswered(thrown) });

/**
 * Judges the rules that need the running servers, for a pack that reads them.
 * @param permissions of a step, which a finding then refuses; left out where nothing is to be done
 */
export async function judgeServers(
  pack: Pack,
  live: LiveContext,
  of: Omit<Case, 'running'>,
  permissions?: Permissions,
): Promise<JudgedServers> {
  const isYoung = isYoungRelease(live, of.before ?? of.now);
  const { namespace, kubeContext } = live;
  const cluster = { namespace, ...(kubeContext !== undefined && { kubeContext }) };
  if (pack.readServer === undefined) return { findings: [], isYoung, unread: [] };
  const running = await live.running().catch(unreadFor);
  if ('status' in running) return { findings: [], isYoung, unread: [running] };
  const rules = rulesOf(pack).filter(({ needs }) => needs?.includes('running'));
  const findings = rules.flatMap((rule) =>
    judge([rule], { ...of, cluster, running }, permissions, permissions !== undefined).map((finding) => ({
      ...finding,
      ...(isYoung && { fix: `wait until the rollout is over; if it stays: ${finding.fix}` }),
    })),
  );
  return { findings, isYoung, unread: [] };
}
