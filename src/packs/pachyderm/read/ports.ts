import { likely, type ManifestObject, sure, when } from '../../../pack.ts';
import { PORT_SETS, type PortSet, rowOf } from '../facts/ports.ts';
import type { NodePort, PachydermCase } from './facts.ts';

/** Types for which the API server gives each port a number on every node. */
const ON_NODES: ReadonlySet<string | undefined> = new Set(['NodePort', 'LoadBalancer']);

/** The nodePorts of a release, those without a number included. */
export const nodePortsOf = (objects: readonly ManifestObject[]): readonly NodePort[] =>
  objects.flatMap((object) => {
    if (object.kind !== 'Service') return [];
    const isOnNodes = ON_NODES.has(likely(object.at('spec', 'type')));
    return object.keys('spec', 'ports').flatMap((key): readonly NodePort[] => {
      const index = Number(key);
      const written = object.at('spec', 'ports', index, 'nodePort');
      if (written === undefined && !isOnNodes) return [];
      const number = written && when(written, Number);
      const own = likely(number);
      const name = likely(object.at('spec', 'ports', index, 'name')) ?? '';
      const row = own === undefined ? undefined : rowOf(object.name, name, own);
      return [{ service: object.name, object, index, name, number, row }];
    });
  });

/** The set of ports that somebody asks for; undefined where nobody does. */
export const askedSet = (asked: PachydermCase['asked']): PortSet | undefined =>
  PORT_SETS.find((one) => one === sure(asked('portSet')));

/** The set that the numbers of a cluster are judged by: the normal one where nobody asks for another. */
export const setFor = (asked: PachydermCase['asked']): PortSet => askedSet(asked) ?? 'normal';

/** How messages call a port: `Service pachd, port api-grpc-port`. */
export const shownPort = ({ service, name }: NodePort): string => `Service ${service}, port ${name}`;

/** The set that a nodePort is on; undefined where it is on none. */
export const setOf = ({ row, number }: NodePort): PortSet | undefined =>
  row && PORT_SETS.find((set) => row[set] === likely(number));

/** The number that a port gets: of its row's set, else what it has. */
export const numberOn = ({ row, number }: NodePort, set: PortSet): number | undefined =>
  row?.[set] ?? likely(number);
