import { both } from '../../../english.ts';
import { durationText } from '../../../times.ts';
import { type Concern, error, type Known, warning } from './concerns.ts';
import type { Server } from './destination.ts';
import { destinationConcerns } from './destination-concerns.ts';
import { type BackfillOptions, latestEnd } from './options.ts';
import { type Patience, patiently } from './patience.ts';
import { type Probe, probe } from './probe.ts';
import { ReadFailure, type ReadStore } from './read-range.ts';
import { type PrometheusSettings, prometheusSettings } from './server-settings.ts';
import { severalServers } from './several-servers.ts';

export interface Preflight {
  readonly concerns: readonly Concern[];
  readonly source: PrometheusSettings;
  readonly destination: PrometheusSettings;
  readonly probe?: Probe;
}

const MINUTE = 60_000;
/** A server that is down for longer is a finding, not a pause. */
const PATIENCE_MS = 15_000;
const PROBED = 15 * MINUTE;

/** Looks at both stores before anything is written. */
export async function preflight(
  options: BackfillOptions,
  {
    end,
    now,
    sourceServer,
    store,
    destination,
    stopping,
  }: Omit<Known, 'options' | 'source' | 'there' | 'probed'> & {
    readonly stopping: AbortSignal;
  },
): Promise<Preflight> {
  const patience: Patience = { retryFor: Math.min(PATIENCE_MS, options.retryFor), stopping };
  const [source, there] = await Promise.all([
    prometheusSettings(sourceServer),
    prometheusSettings(destination.server),
  ]);
  const looked = await lookAt(store, options, end, patience);
  const known: Known = {
    options,
    end,
    now,
    sourceServer,
    store,
    destination,
    source,
    there,
    probed: looked instanceof ReadFailure ? undefined : looked,
  };
  const addressed = addresses(known);
  const isSwapped = addressed.some(({ id }) => id === 'urls-swapped');
  const concerns = [
    ...(looked instanceof ReadFailure && !isSwapped ? [unreadable(looked)] : []),
    ...addressed,
    ...(await severalServers(known, stopping)),
    ...clockConcerns(known),
    ...sourceConcerns(known),
    // Below the wrong address there is nothing to be asked.
    ...(addressed.some(({ id }) => id === 'writer-path') ? [] : await destinationConcerns(known)),
  ];
  return {
    concerns,
    source,
    destination: there,
    ...(known.probed !== undefined && { probe: known.probed }),
  };
}

/** A quarter of an hour of the source: from the end of the range back, the first that holds anything. */
async function lookAt(
  store: ReadStore,
  { start, drop }: BackfillOptions,
  end: number,
  patience: Patience,
): Promise<Probe | ReadFailure> {
  const length = Math.min(PROBED, end - start);
  const places = [end - length, start + (end - start) / 2, start];
  try {
    let looked: Probe | undefined;
    for (const place of places) {
      const from = Math.max(start, Math.floor(place));
      looked = await patiently(() => probe(store, [from, Math.min(end, from + length)], drop), patience);
      if (looked.series > 0) break;
    }
    return looked as Probe;
  } catch (thrown) {
    if (thrown instanceof ReadFailure) return thrown;
    throw thrown;
  }
}

function unreadable(failure: ReadFailure): Concern {
  const { message, status } = failure;
  const hints: readonly (readonly [isIt: boolean, string])[] = [
    [
      /WAL-only storage/.test(message),
      'An agent keeps no history; read from a Prometheus server, or from the store that the agent writes to',
    ],
    [
      status === 401 || status === 403,
      'Give credentials by --reader-auth-bearer-token-file or --reader-auth-username, and the tenant by --reader-http-header X-Scope-OrgID:<tenant>',
    ],
    [
      status !== undefined && status >= 300 && status < 400,
      'That is a redirect, which is not followed; give the address that it leads to by --reader-url',
    ],
    [
      status === 404 || status === 405 || /unsupported path/.test(message),
      'Check the path of --reader-url: /api/v1/read (Prometheus), /prometheus/api/v1/read (Mimir, Cortex). VictoriaMetrics and Thanos have no remote_read',
    ],
  ];
  const fix = hints.find(([isIt]) => isIt)?.[1] ?? 'Check --reader-url, and that the server runs';
  return error('source-unreadable', `the source cannot be read: ${message}`, fix);
}

function addresses({ options, source, there, sourceServer, destination }: Known): Concern[] {
  const { reader, writer } = options;
  const isWriteAddress = /\/(?:write|push|receive)$/.test(reader.url.pathname);
  const isReadAddress = /\/read$/.test(writer.url.pathname);
  if (isWriteAddress || isReadAddress)
    return [
      error(
        'urls-swapped',
        both([
          ...(isWriteAddress ? ['--reader-url ends like an address of remote_write'] : []),
          ...(isReadAddress ? ['--writer-url ends like an address of remote_read'] : []),
        ]),
        isWriteAddress && isReadAddress ? 'Swap them' : 'Check both URLs',
      ),
    ];
  const { server, product, isSaid } = destination;
  const isPrefix = server.at('/').pathname === `${server.url.pathname.replace(/\/+$/, '')}/`;
  if (isSaid && isPrefix)
    return [
      error(
        'writer-path',
        `--writer-url is where ${product.title} has its pages, not its remote_write`,
        `Pass --writer-url ${server.at(destination.name === 'mimir' || destination.name === 'cortex' ? '/api/v1/push' : '/api/v1/write').href}`,
      ),
    ];
  // Behind one gateway, tenants, paths and databases are stores of their own.
  const storeOf = (server: Server): string =>
    [server.at('/').href, server.url.searchParams.get('db') ?? ''].join(' ');
  const tenantsOf = ({ headers }: BackfillOptions['reader']): string =>
    [headers['x-scope-orgid'], headers['thanos-tenant']].join(' ');
  const isOther =
    tenantsOf(reader) !== tenantsOf(writer) ||
    reader.url.searchParams.get('db') !== writer.url.searchParams.get('db');
  const isSame =
    storeOf(sourceServer) === storeOf(destination.server) ||
    (source.started !== undefined && source.started === there.started);
  return isSame && !isOther
    ? [
        error(
          'same-server',
          'the reader and the writer are the same server',
          'Check both URLs; a store cannot be copied into itself',
        ),
      ]
    : [];
}

/** The source's samples have the times of its clock; what it still gathers must not be within the range. */
function clockConcerns({ end, sourceServer: { ahead } }: Known): Concern[] {
  if (ahead === undefined || end <= latestEnd(Date.now() - ahead) + MINUTE) return [];
  return [
    error(
      'clock-ahead',
      `the clock of this machine is ${durationText(ahead)} ahead of the source’s, so the end of the range is not yet in the source`,
      `Set the clock, or pass --end ${Math.ceil(ahead / MINUTE) + 6}m`,
    ),
  ];
}

function sourceConcerns({ options, source, probed }: Known): Concern[] {
  const concerns: Concern[] = [];
  const landing = source.externalLabels.filter(({ name }) => !options.drop.has(name));
  const regexes = options.matchers.filter(
    ({ name, operator }) => /~/.test(operator) && source.externalLabels.some((label) => label.name === name),
  );
  for (const { name } of regexes)
    concerns.push(
      error(
        'regex-on-external-label',
        `the selector has a regular expression on ${name}, an external label of the source: it answers nothing`,
        `Write ${name}="<value>", or leave the matcher out`,
      ),
    );
  if (landing.length > 0)
    concerns.push(
      warning(
        'external-labels',
        `the source adds its external labels to all that is read: ${both(landing.map(({ name, value }) => `${name}="${value}"`))}. The history lands beside live series that lack them`,
        `Pass ${landing.map(({ name }) => `--drop-label ${name}`).join(' ')} unless the new samples have them too`,
      ),
    );
  if (probed !== undefined && probed.mergedSeries > 0)
    concerns.push(
      error(
        'drop-label-merges',
        `without ${both([...options.drop])}, ${probed.mergedSeries} of the series that were looked at have the same labels as another one`,
        'Choose one of them by --reader-metrics-matcher, or keep the label',
      ),
    );
  if (probed?.doubleLabel !== undefined)
    concerns.push(
      error(
        'double-label',
        `the source has a series with two labels of one name: ${probed.doubleLabel}. Destinations drop it, or keep one of them`,
        'Leave it out by --reader-metrics-matcher',
      ),
    );
  if (probed !== undefined && probed.series === 0 && !options.allowEmpty)
    concerns.push(
      warning(
        'source-looks-empty',
        'the source has no series at the end, in the middle and at the start of the range',
        'Check the selector, the tenant and the range; a run that finds nothing at all ends with exit code 1 unless --allow-empty is passed',
      ),
    );
  return concerns;
}
