import {
  type Component,
  type Flags,
  type Known,
  known,
  likely,
  type Path,
  type Place,
  type Tree,
  unsure,
  when,
} from '../../../pack.ts';
import { FIRST_CHART, isFrom, PLAIN, serverOf } from '../facts/charts.ts';
import { isRead } from '../facts/values.ts';
import { mapOf } from './composed.ts';
import type { PrometheusServer } from './facts.ts';
import { flagsIn, fromFile, withoutFile } from './from-file.ts';
import { number, serverVersion } from './from-spec.ts';
import { type Context, printedBelow } from './templates.ts';

const FILE = 'prometheus.yml';

interface Reading {
  readonly context: Context;
  readonly version: string;
  readonly appVersion: string | undefined;
  /** What is at a path, printed; undefined where the chart does not read it, or nothing is there. */
  readonly own: (...path: readonly string[]) => Tree | undefined;
  /** The same, where a template's `if` takes it for true. */
  readonly ifTrue: (...path: readonly string[]) => Tree | undefined;
}

const readingOf = (context: Context, version: string, appVersion: string | undefined): Reading => {
  const { values } = context;
  const own = (...path: readonly string[]): Tree | undefined =>
    values.has(...path) && isRead(PLAIN.name, version, path) ? printedBelow(path, context) : undefined;
  const ifTrue = (...path: readonly string[]): Tree | undefined =>
    values.isTrue(...path) ? own(...path) : undefined;
  return { context, version, appVersion, own, ifTrue };
};

/** Kubernetes puts a variable in for it at start. */
const EXPANDS = /\$\([A-Za-z_]/;
const BY_A_VARIABLE = 'an environment variable decides it';

const argOf = (said: Known<string>): Known<string> =>
  said.sure && EXPANDS.test(said.value) ? unsure(BY_A_VARIABLE, said.place, said.value) : said;

/** The flags that the template writes, as far as they are read. */
function flagsOf({ own, ifTrue }: Reading): Flags {
  const textsIn = (list: Tree | undefined): readonly Known<string>[] =>
    (list?.keys() ?? []).flatMap((index) => list?.at(index) ?? []);
  const instead = ifTrue('server', 'defaultFlagsOverride');
  if (instead) return flagsIn(textsIn(instead).map(argOf));
  const flag = (name: string, said: Known<string> | undefined): readonly Known<string>[] =>
    said ? [when(said, (value) => `--${name}=${value}`)] : [];
  const added = ifTrue('server', 'extraArgs');
  const extraArgs = (added?.keys() ?? []).flatMap((name): readonly Known<string>[] => {
    const value = added?.at(name);
    if (value && added?.isTrue(name)) return flag(String(name), value);
    return [known(`--${name}`, 'person', added?.place(name))];
  });
  return flagsIn(
    [
      ...flag('storage.tsdb.retention.time', ifTrue('server', 'retention')?.at()),
      ...flag('storage.tsdb.retention.size', ifTrue('server', 'retentionSize')?.at()),
      ...flag('config.file', own('server', 'configPath')?.at()),
      ...textsIn(ifTrue('server', 'extraFlags')).map((said) => when(said, (text) => `--${text}`)),
      ...extraArgs,
    ].map(argOf),
  );
}

function variablesOf({ ifTrue }: Reading): Flags {
  const list = ifTrue('server', 'env');
  return Object.fromEntries(
    (list?.keys() ?? []).flatMap((index) => {
      const name = list?.at(index, 'name');
      const value =
        list?.at(index, 'value') ?? unsure('the variable is taken from elsewhere', list?.place(index));
      return name?.sure ? [[name.value, value] as const] : [];
    }),
  );
}

function serverIn({ version, appVersion, ifTrue }: Reading): Known<string> {
  const byChart = appVersion === undefined ? serverOf(PLAIN, version) : known(appVersion, 'chart');
  const tag = ifTrue('server', 'image', 'digest') ? undefined : ifTrue('server', 'image', 'tag')?.at();
  const read = serverVersion(tag ?? byChart);
  return read ?? unsure('the image does not name a version', tag?.place);
}

function kindOf({ ifTrue }: Reading): string {
  if (ifTrue('server', 'statefulSet', 'enabled')) return 'StatefulSet';
  return ifTrue('server', 'daemonSet', 'enabled') ? 'DaemonSet' : 'Deployment';
}

/** Where the chart mounts its own ConfigMap. */
const CONFIG_FILE = `/etc/config/${FILE}`;

/** Where the configuration is, if not in the values: in another file, or in an object that the pod mounts in the place of the chart's own. */
function elsewhereIn({ context, ifTrue }: Reading, flags: Flags): Known<string> | undefined {
  const path = flags['config.file'];
  if (path && likely(path) !== CONFIG_FILE) return when(path, (file) => `the file ${file}`);
  const secret = ifTrue('server', 'configFromSecret')?.at();
  if (secret) return when(secret, (name) => `Secret ${name}`);
  const map = ifTrue('server', 'configMapOverrideName')?.at();
  if (map === undefined) return undefined;
  const { release } = context;
  if (release !== undefined) return when(map, (name) => `ConfigMap ${release}-${name}`);
  const name = map.sure ? map.value : '';
  return unsure(
    'the release is not named',
    map.place,
    `the ConfigMap of the release that ends with -${name}`,
  );
}

/** What templates write into prometheus.yml from values of their own, in front of the file that somebody writes. */
function ownKeys({ context, own, ifTrue }: Reading): Readonly<Record<string, Tree | undefined>> {
  const placeOf = (...path: Path): Place => context.values.place('server', ...path);
  const tsdb = ifTrue('server', 'tsdb');
  const exemplars = ifTrue('server', 'exemplars');
  return {
    global: own('server', 'global'),
    remote_write: ifTrue('server', 'remoteWrite'),
    remote_read: ifTrue('server', 'remoteRead'),
    storage: tsdb || exemplars ? mapOf({ tsdb, exemplars }, placeOf) : undefined,
    scrape_config_files: ifTrue('scrapeConfigFiles'),
  };
}

/** Whether the template writes alerting behind the file. */
const writesAlerting = ({ ifTrue }: Reading): boolean =>
  ifTrue('alertmanager', 'enabled') !== undefined || ifTrue('server', 'alertmanagers') !== undefined;

/** From 28.0.0 on scrape_configs is taken out of the file first, and a file that is empty then ends with `{}` (audit P-66). */
function isEmptied({ version }: Reading, file: Tree | undefined): boolean {
  if (file === undefined || !isFrom(version, FIRST_CHART.ownScrapeConfigs)) return false;
  return file.keys().every((key) => key === 'scrape_configs');
}

function ofFile(component: Component, reading: Reading): PrometheusServer {
  const { context } = reading;
  const path = ['serverFiles', FILE] as const;
  const file = context.values.has(...path) ? printedBelow(path, context) : undefined;
  if (isEmptied(reading, file)) {
    const place = context.values.place(...path);
    return withoutFile(component, { unreadable: known('it ends with {}', 'chart', place) });
  }
  const own = ownKeys(reading);
  const placeOf = (...rest: Path): Place => context.values.place(...path, ...rest);
  const written = (file?.keys() ?? []).map(String);
  const isTwice = (key: string): boolean =>
    own[key] !== undefined || (key === 'alerting' && writesAlerting(reading));
  // Of a key that is there twice a reader of the render sees the last one.
  const inFile = Object.fromEntries(written.map((key) => [key, file?.below(key)]));
  return fromFile(component, mapOf({ ...own, ...inFile }, placeOf), written.filter(isTwice));
}

/** The Prometheus of the chart prometheus as its values have it. */
export function readPlain(
  context: Context,
  version: string,
  appVersion: string | undefined,
): readonly PrometheusServer[] {
  const reading = readingOf(context, version, appVersion);
  const kind = kindOf(reading);
  const component: Component = {
    name: 'server',
    kind,
    server: serverIn(reading),
    replicas:
      kind === 'DaemonSet'
        ? unsure('it runs on every node')
        : number(reading.own('server', 'replicaCount')?.at(), 1),
    flags: flagsOf(reading),
    variables: variablesOf(reading),
    values: context.values.below('server'),
  };
  const elsewhere = elsewhereIn(reading, component.flags);
  return [elsewhere ? withoutFile(component, { elsewhere }) : ofFile(component, reading)];
}
