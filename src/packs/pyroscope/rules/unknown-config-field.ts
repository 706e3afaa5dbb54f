import { plainName } from '../../../chart/key.ts';
import { nearest } from '../../../nearest.ts';
import type { Path, Place, Tree } from '../../../pack.ts';
import { CHART } from '../chart/index.ts';
import {
  configKeySupport,
  configKeysAt,
  configPlacesOf,
  configServersRead,
  rightBucketKey,
} from '../facts/config.ts';
import { chartOf, type PyroscopeRule, type PyroscopeState } from '../read/facts.ts';
import { areOne, everyPlaceOf, filesOf, placeOf, type ServerFile } from '../read/server-files.ts';
import { serverKnowledge, serverRefusing, serversOf, severityOfUnknown } from '../read/servers.ts';
import { oneBinary, PHASE_FLAGS_2, structured } from './examples.ts';

const STRUCTURED = ['pyroscope', 'structuredConfig'];

const single = (config: string, ...args: readonly string[]): string =>
  oneBinary('2.2.1', { args: [...args, ...PHASE_FLAGS_2.v2] }, { config });

/** A key of the server's configuration that a server would refuse. */
interface UnknownKey {
  /** From the top of config.yaml. */
  readonly path: readonly string[];
  /** From the top of its own file. */
  readonly own: Path;
  readonly place: Place;
  readonly server: string;
  /** Whether the server is the project's own, under a tag that is a version. */
  readonly isCertain: boolean;
}

/** A key that comes out of a template, or that something fills in before Helm; what Helm rendered holds neither. */
const FILLED_IN = /x{4,}|\$\{|\{\{|%/;

/** The topmost keys of a file that some server refuses. */
function unknownKeys(state: PyroscopeState, { tree, top }: ServerFile): readonly UnknownKey[] {
  const servers = serversOf(state);
  const hasKeys = (item: Path): boolean =>
    [...servers.keys()].some((server) => configKeysAt([...top, ...item.map(String)], server).length > 0);
  const inItems = (list: Path): readonly UnknownKey[] =>
    tree.keys(...list).flatMap((index) => {
      const item = [...list, index];
      return tree.type(...item) === 'map' && hasKeys(item) ? search(item) : [];
    });
  const search = (above: Path): readonly UnknownKey[] =>
    tree.keys(...above).flatMap((key) => {
      const own = [...above, key];
      const path = [...top, ...own].map(String);
      const refused = serverRefusing(state, (server) => configKeySupport(path, server) === 'unknown');
      if (!refused) {
        const type = tree.type(...own);
        return type === 'map' ? search(own) : type === 'list' ? inItems(own) : [];
      }
      const isFilledIn = state.readFrom === 'values' && FILLED_IN.test(String(key));
      if (isFilledIn || rightBucketKey(path) !== undefined) return [];
      const place = placeOf(tree, own);
      return place ? [{ path, own, place, ...refused }] : [];
    });
  return search([]);
}

/** More places than these are no help to anybody. */
const MOST_PLACES = 2;

/** Of several places the one in a block that the configuration has, or that storage.backend names. */
function inUse(places: readonly Path[], config: Tree): readonly Path[] {
  const backend = config.at('storage', 'backend');
  const named = backend?.sure ? backend.value : backend?.likely;
  const used = places.filter(
    (place) => config.type(...place.slice(0, -1)) !== undefined || place.at(-2) === named,
  );
  return used.length > 0 ? used : places;
}

/** Where a key of that name belongs: in its own block or the blocks around it, the nearest first. */
function elsewhere({ path, server }: UnknownKey, { tree, top }: ServerFile): readonly Path[] {
  const key = path.at(-1) ?? '';
  for (let length = path.length - 1; length >= top.length; length -= 1) {
    const found = configPlacesOf(key, path.slice(0, length), server);
    const places = inUse(
      found.map((place) => place.slice(top.length)),
      tree,
    );
    if (places.length > 0) return places.length <= MOST_PLACES ? places : [];
  }
  return [];
}

/** What somebody may have meant. `spelling`: the same key but for case, dashes and underscores. */
function suggestionFor(
  found: UnknownKey,
  file: ServerFile,
  chart: string,
): { readonly right?: string; readonly spelling?: string } {
  const above = found.path.slice(0, -1);
  const key = found.path.at(-1) ?? '';
  const known = configKeysAt(above, found.server);
  const shown = (name: string): string => file.shown([...found.own.slice(0, -1), name]);
  const spelling = known.find((one) => plainName(one) === plainName(key));
  if (spelling !== undefined) return { right: shown(spelling), spelling };
  const places = elsewhere(found, file);
  if (places.length > 0) return { right: places.map(file.shown).join(' or ') };
  if (above.length === 0 && CHART.keyAt(['pyroscope', key], chart) !== undefined)
    return { right: `pyroscope.${key}, beside structuredConfig` };
  const near = nearest(key, known);
  return near === undefined ? {} : { right: shown(near) };
}

/** Whether a key may get another name: its place is surely its own, and the right key is not there already. */
function isRenamable(
  { values, configText }: PyroscopeState,
  config: Tree,
  { own }: UnknownKey,
  place: Place,
  name: string,
): boolean {
  const places = [values?.place(...STRUCTURED, ...own), configText?.place(...own)];
  return places.some((one) => areOne(one, place)) && config.type(...own.slice(0, -1), name) === undefined;
}

function textOf(
  { path, own, server }: UnknownKey,
  { shown }: ServerFile,
): { readonly what: string; readonly why: string } {
  const [key, name, above] = [shown(own), path.at(-1) ?? '', path.slice(0, -1)];
  if (serverKnowledge(server) === 'newer')
    return {
      what: `server ${configServersRead().at(-1) ?? ''}, the newest known, has no configuration key ${key}`,
      why: `Server ${server} may have it; if not, it exits at start: field ${name} not found.`,
    };
  if (above.length > 0 && configKeysAt(above, server).length === 0)
    return {
      what: `server ${server} expects a single value for ${shown(own.slice(0, -1))}, but ${name} is nested under it`,
      why: 'The server exits at start: it cannot read a map as that value.',
    };
  return {
    what: `server ${server} does not know the configuration key ${key}`,
    why: `The server exits at start: field ${name} not found.`,
  };
}

function fixOf({ own }: UnknownKey, right: string | undefined, { shown }: ServerFile): string {
  const remove = `remove ${shown(own)}`;
  return right === undefined ? remove : `did you mean ${right}? If not, ${remove}`;
}

export const unknownConfigField: PyroscopeRule = {
  id: 'unknown-config-field',
  severity: 'error',
  isIndependent: true,
  yieldsTo: 'ignore',
  summary: 'the server configuration holds a key that the server does not know: it exits at start',
  why: 'The server exits at start: field not found.',
  details: `\`pyroscope.structuredConfig\` over \`pyroscope.config\` becomes the server's config.yaml, and the server refuses a key it
does not know: server 1.21.0 exited with \`field bucket_name not found in type pyroscope.StorageConfig\`, one line for
every wrong key. The overrides of a tenant (\`pyroscope.tenantOverrides\`) take the keys of \`limits\`, and a wrong one keeps the server
from starting as well.

The keys were read off the configuration types of server 1.21.0 and the configuration reference of 2.2.1; what only one
of them knows counts for all of 1.x or all of 2.x. Every key in the references of servers 1.15.0 to 2.2.0 is among them.
Text that templates write, and maps with keys of your own (usage groups), are left alone. It is a warning
where the image is not grafana/pyroscope or its tag is not a version, and an info where the server is newer than those.
Render refuses an error; if your server has the key all the same, an entry under \`lint.ignores\` lets it through.`,
  sources: [
    'server 1.21.0, configuration types, and started',
    'servers 1.15.0 to 2.2.1, configuration references',
  ],
  get good() {
    return [
      { values: structured('storage:\n  backend: s3\n  s3:\n    bucket_name: b\n') },
      { values: structured('limits:\n  retention_period: 31d\n  write_path: combined\n') },
      { values: structured('limits:\n  distributor_usage_groups:\n    mine: \'{a="b"}\'\n') },
      { chart: '1.21.0', values: structured('metastore:\n  raft:\n    snapshots_dir: /data/x\n') },
      { values: 'pyroscope:\n  config: |\n    {{ if .Values.mine }}\n    mine: 1\n    {{ end }}\n' },
      { values: 'pyroscope:\n  config: 7\n  structuredConfig: []\n' },
      { chart: '1.14.0', values: structured('no_such_key: 1\n') },
      { values: `${structured('admin_server:\n  mode: exclusive\n')}  image:\n    tag: 1.21.0\n` },
      { manifests: single('limits:\n  retention_period: 31d\n'), asked: { phase: 'v2' } },
      { manifests: single('no_such_key: 1\n', '-config.file=/own/config.yaml'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      {
        values: 'pyroscope:\n  tenantOverrides:\n    a:\n      retention_perod: 7d\n',
        at: 'pyroscope.tenantOverrides.a.retention_perod',
      },
      {
        values: structured('storage:\n  bucket_name: b\n'),
        at: 'pyroscope.structuredConfig.storage.bucket_name',
      },
      {
        values: structured('storage:\n  Backend: s3\n'),
        at: 'pyroscope.structuredConfig.storage.Backend',
        after: structured('storage:\n  backend: s3\n'),
      },
      {
        chart: '1.21.0',
        values: structured('admin_server:\n  mode: exclusive\n'),
        at: 'pyroscope.structuredConfig.admin_server',
      },
      {
        values: structured(
          'limits:\n  ingestion_relabeling_rules:\n    - action: drop\n      sourceLabels: [a]\n',
        ),
        at: 'pyroscope.structuredConfig.limits.ingestion_relabeling_rules.0.sourceLabels',
      },
      {
        values: structured('server:\n  log_level:\n    debug: true\n'),
        at: 'pyroscope.structuredConfig.server.log_level.debug',
      },
      { values: 'pyroscope:\n  config: |\n    retention_period: 31d\n', at: 'pyroscope.config' },
      {
        values: `${structured('no_such_key: 1\n')}  image:\n    tag: 9.0.0\n`,
        at: 'pyroscope.structuredConfig.no_such_key',
      },
      { manifests: single('no_such_key: 1\n'), asked: { phase: 'v2' }, at: 'no_such_key: 1' },
      {
        manifests: single('storage:\n  backend: s3\n  bucket_name: profiles\n'),
        asked: { phase: 'v2' },
        at: 'bucket_name: profiles',
      },
    ];
  },
  judge({ now }, report) {
    if (now.unreadableConfig) return;
    for (const file of filesOf(now))
      for (const found of unknownKeys(now, file)) {
        const { right, spelling } = suggestionFor(found, file, chartOf(now));
        const places = file.top.length === 0 ? everyPlaceOf(now, found.own, found.place) : [found.place];
        for (const place of places) {
          // Within a list a rename would also change where the keys below it are.
          const isInList = found.own.some((key) => /^\d+$/.test(String(key)));
          const isFixable =
            spelling !== undefined && !isInList && isRenamable(now, file.tree, found, place, spelling);
          report({
            at: place.in === 'values' ? { ...place, on: 'key' } : place,
            severity: severityOfUnknown(found.server, found.isCertain),
            ...textOf(found, file),
            fix: fixOf(found, right, file),
            fixValues: isFixable ? (edit) => edit.rename(place, spelling) : undefined,
          });
        }
      }
  },
};
