import { contextOf } from '../../../checks/context.ts';
import { noPod } from '../../../checks/metrics.ts';
import {
  type Component,
  type Known,
  known,
  type Live,
  type Reading,
  type State,
  sure,
  type Tree,
  unsure,
} from '../../../pack.ts';
import { unknownTree } from '../../../release/from-server.ts';
import { settingReader, withoutDefaults } from '../../../rules/settings.ts';
import { ALL, isComponent, storesServedBy, WRITERS } from '../facts/components.ts';
import { type PyroscopePhase, phaseOfArchitecture, phaseOfWritePath } from '../facts/phases.ts';
import { SETTINGS } from '../facts/settings.ts';
import { componentOf, type PyroscopeComponent, type PyroscopeFacts, type PyroscopeState } from './facts.ts';

/** The configuration in effect; `/config/diff` leaves out the defaults. */
const CONFIG = '/api/v1/status/config';
/** What single tenants get; 404 where no file says anything of them. */
const OVERRIDES = '/runtime_config';

type Told = Required<Pick<Component, 'config' | 'overrides'>>;

const NOT_SHOWN = 'a server does not say it';

/** What the pods of a component say; an answer to one of the two alone proves nothing. */
async function toldBy(live: Live, component: string): Promise<Told> {
  const [config, overrides] = await Promise.all([
    live.config(component, { path: CONFIG }),
    live.config(component, { path: OVERRIDES, accept: [404] }),
  ]);
  return { config, overrides };
}

const serverOf = (name: string, { config, overrides }: Told, of: PyroscopeState): PyroscopeComponent => ({
  name,
  kind: componentOf(of, name)?.kind ?? '',
  server: componentOf(of, name)?.server ?? unsure(NOT_SHOWN),
  replicas: unsure(NOT_SHOWN),
  flags: {},
  variables: {},
  mounts: [],
  portNames: [],
  data: unsure(NOT_SHOWN),
  gracePeriod: unsure(NOT_SHOWN),
  stores: storesServedBy(name),
  config,
  overrides,
});

/** A server 1.x that runs without v2 prints no write path. */
const phaseOfPath = (path: string): PyroscopePhase | undefined =>
  path === '' ? 'v1' : phaseOfWritePath(path);

/** By what writes; a component that surely runs another storage is half a change of phase. */
function phaseOf(setting: State['setting']): Known<PyroscopePhase> {
  const ofAll = (name: string): readonly Reading[] =>
    setting(name).filter(({ tenant }) => tenant === undefined);
  const architectures = ofAll('architecture');
  const paths = ofAll('writePath').filter(({ component }) => WRITERS.includes(component.name));
  const hidden = [...architectures, ...paths].find(
    (one) => !one.sure && WRITERS.includes(one.component.name),
  );
  if (hidden && !hidden.sure) return unsure(hidden.why, hidden.place);
  const signs = [
    ...architectures.flatMap((one) => (one.sure ? [{ one, phase: phaseOfArchitecture(one.value) }] : [])),
    ...paths.flatMap((one) => (one.sure ? [{ one, phase: phaseOfPath(one.value) }] : [])),
  ];
  const [first] = signs;
  if (first === undefined) return unsure('no server that writes says a phase');
  const other = signs.find(({ phase }) => phase === undefined || phase !== first.phase);
  const said = ({ one }: typeof first): string => `${one.component.name} runs with ${one.value || 'none'}`;
  if (first.phase === undefined || other)
    return unsure([first, other ?? first].map(said).join(', '), first.one.place);
  return known(first.phase, 'config', first.one.place);
}

/** Whom to ask. @throws NoAnswer where an address is named: it stands for a single binary alone */
function namesOf(live: Live, { layout, components }: PyroscopeState): readonly string[] {
  if (sure(layout) === 'single-binary') return [ALL];
  if (contextOf(live).address) throw noPod('distributor');
  const running = live.pods.map(({ component }) => component).filter(isComponent);
  return [...new Set(['distributor', ...components.map(({ name }) => name), ...running])];
}

/**
 * Reads a release off its running servers: the single binary, or each component that is installed or runs.
 * @throws where none of them answers
 */
export async function readServer(live: Live, installed: PyroscopeState): Promise<PyroscopeFacts> {
  const names = namesOf(live, installed);
  const answers = await Promise.allSettled(names.map((name) => toldBy(live, name)));
  if (answers.every(({ status }) => status === 'rejected'))
    throw (answers[0] as PromiseRejectedResult).reason;
  const components = answers.map((answer, at) => {
    const name = names[at] ?? '';
    if (answer.status === 'fulfilled') return serverOf(name, answer.value, installed);
    const nothing: Tree = unknownTree(answer.reason);
    return serverOf(name, { config: nothing, overrides: nothing }, installed);
  });
  return {
    phase: phaseOf(settingReader(withoutDefaults(SETTINGS), components)),
    layout: installed.layout,
    clusterLabelSuffix: unsure(NOT_SHOWN),
    components,
    isTuned: true,
  };
}
