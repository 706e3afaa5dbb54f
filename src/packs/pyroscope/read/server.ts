import { NoAnswer } from '../../../checks/ask.ts';
import { contextOf } from '../../../checks/context.ts';
import { type Known, known, type Live, likely, type State, sure, unsure } from '../../../pack.ts';
import { unknownTree } from '../../../release/from-server.ts';
import { settingReader, withoutDefaults } from '../../../rules/settings.ts';
import { ALL, isComponent, storesServedBy, WRITERS } from '../facts/components.ts';
import { type PyroscopePhase, phaseOfArchitecture, phaseOfWritePath } from '../facts/phases.ts';
import { SETTINGS } from '../facts/settings.ts';
import { componentOf, type PyroscopeComponent, type PyroscopeFacts, type PyroscopeState } from './facts.ts';

const NOT_SHOWN = 'a server does not say it';

/**
 * What the pods of a component say of the configuration in effect (`/config/diff` leaves out the defaults) and of single
 * tenants, which is 404 where no file says anything of them. An answer to one of the two alone proves nothing.
 */
const toldBy = (live: Live, component: string) =>
  Promise.all([
    live.config(component, { path: '/api/v1/status/config' }),
    live.config(component, { path: '/runtime_config', accept: [404] }),
  ]);

async function readComponent(
  live: Live,
  installed: PyroscopeState,
  name: string,
): Promise<{ readonly component: PyroscopeComponent; readonly silence?: unknown }> {
  const told = await toldBy(live, name).catch((silence: unknown) => ({ silence }));
  const isSilent = 'silence' in told;
  const [config, overrides = config] = isSilent ? [unknownTree(told.silence)] : told;
  const found = componentOf(installed, name);
  const { kind = '', server = unsure<string>(NOT_SHOWN) } = found ?? {};
  const component: PyroscopeComponent = {
    ...{ name, kind, server, config, overrides, stores: storesServedBy(name) },
    ...{ flags: {}, variables: {}, portNames: [] },
    // Where its directories are mounted Kubernetes knows, and the server does not say.
    ...{ mounts: found?.mounts ?? [], data: found?.data ?? unsure(NOT_SHOWN) },
    ...{ replicas: unsure(NOT_SHOWN), gracePeriod: unsure(NOT_SHOWN) },
  };
  return { component, ...(isSilent && told) };
}

/** A server 1.x that runs without v2 prints no write path. */
const phaseShownBy = (value: string | undefined): PyroscopePhase | undefined =>
  value === '' ? 'v1' : (phaseOfArchitecture(value) ?? phaseOfWritePath(value));

/** By what writes; a component that surely runs another storage is half a change of phase. */
function phaseOf(setting: State['setting']): Known<PyroscopePhase> {
  const writes = ({ component: { name } }: { readonly component: { readonly name: string } }): boolean =>
    WRITERS.includes(name);
  const said = [...setting('architecture'), ...setting('writePath').filter(writes)].filter(
    ({ tenant }) => tenant === undefined,
  );
  const hidden = said.find((one) => !one.sure && writes(one));
  if (hidden && !hidden.sure) return unsure(hidden.why, hidden.place);
  const [first, ...others] = said.filter(({ sure: isSure }) => isSure);
  const phase = phaseShownBy(likely(first));
  const other = others.find((one) => phaseShownBy(likely(one)) !== phase);
  if (first && phase && !other) return known(phase, 'config', first.place);
  const shown = [first, other].flatMap((one) =>
    one ? [`${one.component.name} runs with ${likely(one) || 'none'}`] : [],
  );
  return unsure(shown.join(', ') || 'no server that writes says a phase', first?.place);
}

const ONE_ADDRESS = new NoAnswer({
  kind: 'unexpected-answer',
  what: '--url names one address, and this release runs as several components.',
  remedy: 'Leave --url out: every pod is asked through a port-forward.',
});

/** Whom to ask. @throws NoAnswer where an address is named: it stands for a single binary alone */
function namesOf(live: Live, { layout, components }: PyroscopeState): readonly string[] {
  if (sure(layout) === 'single-binary') return [ALL];
  if (contextOf(live).address) throw ONE_ADDRESS;
  const running = live.pods.map(({ component }) => component).filter(isComponent);
  return [...new Set(['distributor', ...components.map(({ name }) => name), ...running])];
}

/**
 * Reads a release off its running servers: the single binary, or each component that is installed or runs.
 * @throws where none of them answers
 */
export async function readServer(live: Live, installed: PyroscopeState): Promise<PyroscopeFacts> {
  const read = await Promise.all(
    namesOf(live, installed).map((name) => readComponent(live, installed, name)),
  );
  if (read.every(({ silence }) => silence !== undefined)) throw read[0]?.silence;
  const components = read.map(({ component }) => component);
  return {
    phase: phaseOf(settingReader(withoutDefaults(SETTINGS), components)),
    layout: installed.layout,
    clusterLabelSuffix: unsure(NOT_SHOWN),
    components,
    isTuned: true,
  };
}
