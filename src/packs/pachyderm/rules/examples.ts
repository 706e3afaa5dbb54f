import * as beside from './peer-examples.ts';
import { OLD, object } from './peer-examples.ts';

/** What somebody asks for in examples. */
export const on = (portSet: string, phase = 'adjacent', more: Readonly<Record<string, string>> = {}) => ({
  phase,
  portSet,
  ...more,
});

type Port = readonly [name: string, port: number, nodePort?: number];

/** A port of a Service; without a number where none is given. */
export const port = (...of: Port): Port => of;

/** A Service on every node. @param ports as `port` writes them */
export const service = (name: string, ...ports: readonly Port[]): string => beside.service(name, OLD, ports);

/** The Deployment that runs pachd. @param variables of its container */
export const pachd = (version: string, variables: Readonly<Record<string, string>> = {}): string =>
  beside.deployment('pachd', OLD, version, variables);

/** The account of pachd, and what binds it everywhere. @param namespace of the binding's subject */
export const binding = (namespace: string): string =>
  object('ServiceAccount', 'pachyderm', OLD) + beside.binding('pachyderm', namespace);

/** All ports of pachd 1.8 on the normal set. */
export const PACHD_PORTS: readonly Port[] = [
  ['api-grpc-port', 650, 30_650],
  ['trace-port', 651, 30_651],
  ['api-http-port', 652, 30_652],
  ['saml-port', 654, 30_654],
  ['api-git-port', 999, 30_999],
];

/** A cluster of pachctl 1.8. */
export const CLUSTER = pachd('1.8.8') + service('pachd', ...PACHD_PORTS);
