import type { Report } from '../../../../lint/finding.ts';
import { ALL } from '../../components.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { wholeNumber } from './whole-number.ts';
import { writtenFor } from './written-path.ts';

const LISTENS_BY_DEFAULT = 9095;
export const LISTEN_FLAG = 'server.grpc-listen-port';
const PORT_PATH = ['pyroscope', 'grpc', 'port'];

/** The components that others call by an address of the chart's; all others are found by the ring. */
const CALLED = new Set([ALL, 'metastore', 'query-backend']);
const ADDRESSES = ['metastore.address', 'query-backend.address'];

/** The port that a component's server listens on; undefined where it cannot be known from the values. */
function listeningPort(
  { config }: PyroscopeValues,
  { extraArg, extraArgs }: ComponentValues,
): number | undefined {
  if (extraArgs.has(LISTEN_FLAG)) return wholeNumber(extraArg(LISTEN_FLAG));
  const configured = config.value('server', 'grpc_listen_port');
  if (configured !== undefined) return wholeNumber(configured);
  return config.isTemplated ? undefined : LISTENS_BY_DEFAULT;
}

/** The port that v2 clients call, where the called server listens on another one. */
export function portReports(values: PyroscopeValues): readonly Report[] {
  const called = wholeNumber(values.value(...PORT_PATH));
  const hasOwnAddress = values.components.some(({ extraArgs }) =>
    ADDRESSES.some((flag) => extraArgs.has(flag)),
  );
  if (called === undefined || hasOwnAddress) return [];
  const odd = values.components.find((component) => {
    const listens = CALLED.has(component.name) ? listeningPort(values, component) : undefined;
    return listens !== undefined && listens !== called;
  });
  if (!odd) return [];
  const flag = writtenFor(values, odd, 'extraArgs', LISTEN_FLAG);
  const at = values.given(...PORT_PATH) ?? flag?.node ?? values.config.value('server', 'grpc_listen_port');
  const listens = listeningPort(values, odd) ?? LISTENS_BY_DEFAULT;
  return [{ at: at ?? PORT_PATH, args: { what: 'port', component: odd.name, called, listens } }];
}
