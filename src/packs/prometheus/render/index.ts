import { likely, type ManifestEditor, sure } from '../../../pack.ts';
import type { PrometheusPhase } from '../facts/phases.ts';
import { destinationAmong, destinationsAmong, type Meant, meantBy, oldAmong } from '../read/entries.ts';
import type { PrometheusCase, PrometheusServer, PrometheusState, RemoteWrite } from '../read/facts.ts';
import { entryFor } from './entry.ts';

/** Makes remote_write what a phase asks for; what is written already stays byte for byte (audit P-44). */
export function toPhase({ now, asked }: PrometheusCase, to: PrometheusPhase, edit: ManifestEditor): void {
  const meant = meantBy(asked);
  for (const server of now.components) {
    if (to === 'dual') addDestination(server, meant, now.chart, edit);
    if (to === 'new') dropOld(server, meant, edit);
  }
}

/** A Prometheus that takes remote_write and writes to no store is where others write to. */
export const isDestination = ({ entries, receives }: PrometheusServer): boolean =>
  entries.length === 0 && sure(receives) === true;

/** Whether phase dual adds the entry of the destination here. */
export const getsDestination = (server: PrometheusServer, meant: Meant): boolean =>
  server.written !== undefined &&
  meant.destination !== undefined &&
  !isDestination(server) &&
  destinationAmong(server.entries, meant) === undefined;

function addDestination(
  server: PrometheusServer,
  meant: Meant,
  chart: PrometheusState['chart'],
  edit: ManifestEditor,
): void {
  const { written } = server;
  if (written === undefined || !getsDestination(server, meant)) return;
  const item = entryFor(server, chart, meant);
  edit.append(written.object, written.list, item, `remote_write to ${item.name}`, written.after);
}

/** How reports call an entry; its URL may hold a password. */
export const shownEntry = ({ name, index }: RemoteWrite): string =>
  likely(name) ?? `entry ${index + 1} of remote_write`;

/** The entry that goes; undefined where there is none, or several and nobody named one. */
export function entryToDrop(server: PrometheusServer, meant: Meant): RemoteWrite | undefined {
  const [old, ...others] = oldAmong(server.entries, meant);
  const destinations = destinationsAmong(server.entries, meant);
  if (old === undefined || others.length > 0 || destinations.length !== 1) return undefined;
  return destinations.includes(old) ? undefined : old;
}

function dropOld(server: PrometheusServer, meant: Meant, edit: ManifestEditor): void {
  const { written } = server;
  const old = entryToDrop(server, meant);
  if (written === undefined || old === undefined) return;
  let index = -1;
  const isOld = (): boolean => {
    index += 1;
    return index === old.index;
  };
  edit.removeItem(written.object, written.list, isOld, `remote_write to ${shownEntry(old)}`);
}
