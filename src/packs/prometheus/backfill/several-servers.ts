import { both } from '../../../english.ts';
import { answersDiffer, serversBehind } from './behind-address.ts';
import { type Concern, error, type Known, warning } from './concerns.ts';
import type { PrometheusSettings } from './server-settings.ts';
import type { Side } from './side.ts';

const READS = 'reads may come from replicas with other gaps, or from shards with other series';
const WRITES = 'each would get a part of the history';
const FIX_READS =
  'Give the address of one pod, such as http://prometheus-0.prometheus-operated:9090/api/v1/read; copy each shard by a run of its own';
const FIX_WRITES =
  'Give the address of one pod, such as http://prometheus-0.prometheus-operated:9090/api/v1/write; copy to each by a run of its own';

/** Servers of which each answers for itself, behind one address. Other products than Prometheus are made of several. */
export async function severalServers(known: Known, stopping: AbortSignal): Promise<Concern[]> {
  const [sources, destinations] = await Promise.all([
    severalSources(known, stopping),
    severalDestinations(known, stopping),
  ]);
  return [...sources, ...destinations];
}

/** When a Prometheus was started, in seconds; undefined where it says neither that nor its flags. */
const startOf = ({ started, receiver }: PrometheusSettings): number | undefined =>
  receiver === undefined ? undefined : started;

async function severalSources(
  { options: { reader }, source, probed }: Known,
  stopping: AbortSignal,
): Promise<Concern[]> {
  const start = startOf(source);
  if (start === undefined)
    return probed !== undefined && (await answersDiffer(reader, probed.range, stopping))
      ? [
          error(
            'several-sources',
            `${reader.url.host} answers one question in several ways: ${READS}`,
            FIX_READS,
          ),
        ]
      : [];
  const { starts, silent } = await serversBehind(reader, start, stopping);
  if (starts.size > 1)
    return [
      error('several-sources', `${reader.url.host} leads to ${starts.size} servers: ${READS}`, FIX_READS),
    ];
  return silent.length > 0 ? [silentAddress(reader, silent, READS, FIX_READS)] : [];
}

async function severalDestinations(
  { options: { writer }, there, destination }: Known,
  stopping: AbortSignal,
): Promise<Concern[]> {
  const start = destination.name === 'prometheus' ? startOf(there) : undefined;
  if (start === undefined) return [];
  const { starts, silent } = await serversBehind(writer, start, stopping);
  if (starts.size > 1)
    return [
      error(
        'several-destinations',
        `${writer.url.host} leads to ${starts.size} servers: ${WRITES}`,
        FIX_WRITES,
      ),
    ];
  return silent.length > 0 ? [silentAddress(writer, silent, WRITES, FIX_WRITES)] : [];
}

const silentAddress = ({ url }: Side, silent: readonly string[], effect: string, fix: string): Concern =>
  warning(
    'silent-address',
    `${url.hostname} has several addresses, and nothing answers at ${both(silent)}; if a server comes back there, ${effect}`,
    fix,
  );
