import { type Known, known, type Live, likely, type Tree, unsure } from '../../../pack.ts';
import { unknownTree } from '../../../release/from-server.ts';
import { RECEIVER_FLAG } from '../facts/settings.ts';
import { entriesIn, phaseOf } from './entries.ts';
import type { PrometheusFacts, PrometheusServer, PrometheusState } from './facts.ts';

/** Where a running Prometheus says what it runs with: its configuration is a text in JSON (2.42 to 3.15). */
const CONFIG = { path: '/api/v1/status/config', within: ['data', 'yaml'] } as const;
const FLAGS = { path: '/api/v1/status/flags' } as const;

/** What the API prints for a flag that nobody gave, where the server's own default is another. */
const NOT_GIVEN: Readonly<Record<string, string>> = { 'storage.tsdb.retention.time': '0s' };

function flagsIn(page: Tree): PrometheusServer['flags'] {
  return Object.fromEntries(
    page.keys('data').flatMap((name) => {
      const said = page.at('data', name);
      return said && likely(said) !== NOT_GIVEN[name] ? [[String(name), said] as const] : [];
    }),
  );
}

const labelsIn = (config: Tree): Readonly<Record<string, Known<string>>> =>
  Object.fromEntries(
    config.keys('global', 'external_labels').flatMap((name) => {
      const said = config.at('global', 'external_labels', name);
      return said ? [[String(name), said] as const] : [];
    }),
  );

interface Read {
  readonly server: PrometheusServer;
  readonly silence?: unknown;
}

async function readOne(live: Live, found: PrometheusServer): Promise<Read> {
  const asked = [live.config(found.name, CONFIG), live.config(found.name, FLAGS)] as const;
  const told = await Promise.all(asked).catch((silence: unknown) => ({ silence }));
  const [config, page] = 'silence' in told ? [unknownTree(told.silence), undefined] : told;
  const flags = page ? flagsIn(page) : {};
  const receives = flags[RECEIVER_FLAG];
  const {
    resource: _resource,
    written: _written,
    elsewhere: _elsewhere,
    unreadable: _unreadable,
    ...rest
  } = found;
  const server: PrometheusServer = {
    ...rest,
    ...{ flags, config, spelling: 'file', duplicates: [] },
    // The volume is known to Kubernetes alone.
    ...(found.resource && { resource: found.resource }),
    entries: entriesIn(config, ['remote_write'], 'file'),
    readers: entriesIn(config, ['remote_read'], 'file'),
    externalLabels: labelsIn(config),
    receives: receives
      ? { ...known(likely(receives) === 'true', 'config'), place: receives.place }
      : found.receives,
    ...('silence' in told && { unreadable: unsure<string>('no server answers') }),
  };
  return { server, ...('silence' in told && { silence: told.silence }) };
}

/**
 * Reads a release off its running servers, in the spelling of prometheus.yml.
 * @throws where none of them answers
 */
export async function readServer(live: Live, installed: PrometheusState): Promise<PrometheusFacts> {
  const { meant } = installed;
  const read = await Promise.all(installed.components.map((one) => readOne(live, one)));
  if (read.length > 0 && read.every(({ silence }) => silence !== undefined)) throw read[0]?.silence;
  const components = read.map(({ server }) => server);
  return { components, meant, phase: phaseOf(components, meant) };
}
