import { type Flags, known, unsure } from '../src/pack.ts';
import type { Layout } from '../src/packs/pyroscope/facts/components.ts';
import type { PyroscopePhase } from '../src/packs/pyroscope/facts/phases.ts';
import type { PyroscopeCase, PyroscopeComponent } from '../src/packs/pyroscope/read/facts.ts';

interface Installed {
  readonly phase: PyroscopePhase;
  readonly layout: Layout;
  /** The args of each component in the stored manifest. */
  readonly args?: Readonly<Record<string, readonly string[]>>;
}

function flagsOf(args: readonly string[]): Flags {
  const pairs = args.map((arg) => /^-+([^=]+)=?(.*)$/s.exec(arg));
  return Object.fromEntries(pairs.map((pair) => [pair?.[1], known(pair?.[2] ?? '', 'chart')]));
}

const componentOf = (name: string, args: readonly string[]): PyroscopeComponent => ({
  name,
  kind: 'StatefulSet',
  server: known('2.2.1', 'chart'),
  replicas: known(1, 'chart'),
  flags: flagsOf(args),
  variables: {},
  data: known({ kind: 'none' }, 'chart'),
  mounts: [],
  portNames: [],
  gracePeriod: known(30, 'default'),
});

/** A release of Pyroscope that is installed, as far as checks look at it. */
export const pyroscopeCase = ({ phase, layout, args = {} }: Installed): PyroscopeCase => ({
  now: {
    phase: known(phase, 'chart'),
    layout: known(layout, 'chart'),
    components: Object.entries(args).map(([name, given]) => componentOf(name, given)),
    clusterLabelSuffix: unsure('nothing was read'),
    isTuned: true,
    readFrom: 'manifests',
    release: known('profiles', 'chart'),
    namespace: known('observability', 'chart'),
    chart: known('2.2.1', 'chart'),
    stores: {},
    setting: () => [],
  },
  asked: () => undefined,
  options: {},
  clock: 0,
});
