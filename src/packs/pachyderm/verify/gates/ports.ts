import { counted, firstOf } from '../../../../english.ts';
import { hasPort, PORT_SETS, PORTS, type PortSet, rowOf } from '../../facts/ports.ts';
import { rangeOf } from '../../facts/settings.ts';
import { type Answer, failed, passed } from '../answer.ts';
import type { Asking } from '../asking.ts';
import { type HeldPort, readHeldPorts } from '../records.ts';

const shown = ({ namespace, service, name, number }: HeldPort): string =>
  `${number} (${namespace}/${service}, ${name})`;

const held = async (asking: Asking): Promise<readonly HeldPort[]> =>
  readHeldPorts(await asking.kubectlJson('get', 'services', '--all-namespaces'));

/** What the gates about ports are asked of. */
export interface AskedPorts {
  readonly namespace: string;
  readonly set: PortSet;
  /** `30000-32767`. */
  readonly range: string;
}

function outside(numbers: readonly number[], { range, set }: AskedPorts): Answer | undefined {
  const [first, last] = rangeOf(range);
  const out = numbers.filter((number) => number < first || number > last);
  if (out.length === 0) return undefined;
  return failed(
    `the ${set} set has ${firstOf(out.map(String))}, and the range is ${range}`,
    'widen --service-node-port-range of the API server',
  );
}

/** No Service but those of the cluster itself holds a number of the set (audit D-1, D-9). @param version of the cluster to come */
export async function portsFree(asking: Asking, asked: AskedPorts, version: string): Promise<Answer> {
  const { namespace, set } = asked;
  const numbers = [...new Set(PORTS.filter((row) => hasPort(row, version)).map((row) => row[set]))];
  const out = outside(numbers, asked);
  if (out) return out;
  // The cluster's own ports move out of the way; what else is in its namespace does not.
  const moves = (port: HeldPort): boolean =>
    port.namespace === namespace && rowOf(port.service, port.name, port.number) !== undefined;
  const taken = (await held(asking)).filter((port) => numbers.includes(port.number) && !moves(port));
  if (taken.length > 0)
    return failed(
      `the ${set} set is not free: ${firstOf(taken.map(shown))}`,
      'use the other set, or move that Service first; an etcd without a number gets another one when its Service is made again',
    );
  return passed(`all ${numbers.length} numbers of the ${set} set are free`);
}

/** Whether Pachyderm gives a port its number. Where it gives etcd none, the API server picks any (audit D-9). */
const isFixed = ({ service, name, number }: HeldPort): boolean =>
  service === 'etcd'
    ? rowOf(service, name, number) !== undefined
    : PORTS.some((row) => row.service === service && row.name === name);

/** All nodePorts of the namespace's Services that Pachyderm fixes are on one set (audit D-7). */
export async function portsOnSet(asking: Asking, asked: AskedPorts): Promise<Answer> {
  const { namespace, set } = asked;
  const all = await held(asking);
  const known = all.filter((port) => port.namespace === namespace && isFixed(port));
  const wrong = known.filter(({ service, name, number }) => rowOf(service, name, number)?.[set] !== number);
  if (wrong.length > 0)
    return failed(
      `${wrong.length} of ${known.length} nodePorts are not on the ${set} set: ${firstOf(wrong.map(shown))}`,
      `apply the manifest of phasegate render --port-set ${set} as a whole`,
    );
  if (!known.some(({ service }) => service === 'pachd'))
    return failed(
      `no Service pachd in namespace ${namespace} holds a nodePort`,
      'check --namespace; a Service of type ClusterIP has no ports to move',
    );
  const numbers = known.map(({ number }) => number);
  return (
    outside(numbers, asked) ??
    passed(`${counted(known.length, 'nodePort')} on the ${set} set: ${numbers.join(', ')}`)
  );
}

/** Whether a word names a set. */
export const isSet = (word: string | undefined): word is PortSet => PORT_SETS.some((set) => set === word);
