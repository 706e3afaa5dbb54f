import { rowsOf } from '../../../chart/table.ts';
import { isBefore } from '../../../chart/versions.ts';
import table from './ports.tsv';

/** The two sets of nodePorts that two clusters side by side share out between them. */
export const PORT_SETS = ['normal', 'migration'] as const;
export type PortSet = (typeof PORT_SETS)[number];

/** A nodePort that Pachyderm fixes. */
export interface PortRow extends Readonly<Record<PortSet, number>> {
  readonly service: string;
  readonly name: string;
  /** The first and the last version that has it. */
  readonly since: string;
  readonly until: string;
  /** Whether the guide moves it; it leaves the others behind. */
  readonly isInGuide: boolean;
}

export const PORTS: readonly PortRow[] = rowsOf(table).map(
  ([service = '', name = '', normal, migration, since = '', until = '', by]) => ({
    service,
    name,
    normal: Number(normal),
    migration: Number(migration),
    since,
    until,
    isInGuide: by === 'docs',
  }),
);

/**
 * The row of a nodePort. One port name may have two: api-git-port was on 30999 before 1.9.12, and on 30655 since.
 * @param number of either set
 */
export const rowOf = (service: string, name: string, number: number): PortRow | undefined =>
  PORTS.find(
    (row) => row.service === service && row.name === name && PORT_SETS.some((set) => row[set] === number),
  );

/** Whether a version of Pachyderm has a port. @param version as of its image: `1.13.4` */
export const hasPort = ({ since, until }: PortRow, version: string): boolean =>
  !isBefore(version, since) && !isBefore(until, version);

const HEADS = ['Service', 'port', 'normal', 'migration', 'versions'] as const;
const WIDTHS = [18, 20, 8, 11] as const;

const line = (cells: readonly string[]): string =>
  cells
    .map((cell, at) => cell.padEnd(WIDTHS[at] ?? 0))
    .join('')
    .trimEnd();

/** All of them as a page for `phasegate explain`. */
export const portsText =
  (): string => `The nodePorts that Pachyderm fixes, and where they move for a second cluster. An asterisk marks those
that the guide of 1.11 leaves behind.

${line(HEADS)}
${PORTS.map(({ service, name, normal, migration, since, until, isInGuide }) =>
  line([service, name, String(normal), `${migration}${isInGuide ? '' : ' *'}`, `${since} to ${until}`]),
).join('\n')}

Only spec.ports[].nodePort moves. The port of the Service stays, as clients inside the cluster use it.
`;
