import type { Keys } from './key.ts';
import { listOf, map, port, section, text, toggle, word } from './kinds.ts';

const service = section({
  type: word(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'])('Type of the service.', {
    default: 'ClusterIP',
  }),
  port: port('Port of the server for HTTP, also within the pod.', { default: 4040 }),
  port_name: text('Name of that port.', { default: 'http2' }),
  scheme: word(['HTTP', 'HTTPS'])('How the readiness probe asks.', { default: 'HTTP' }),
  annotations: map('Annotations of the service.', { default: {} }),
  headlessAnnotations: map('Annotations of the headless service.', { default: {}, since: '1.15.1' }),
  extraPorts: listOf('maps')('Further ports of the service, as in a Service.'),
  publishNotReadyAddresses: toggle('Whether the headless service lists pods that are not ready.'),
});

const ports = (name: string, number: number, what: string) =>
  section({
    port: port('Port number.', { default: number }),
    port_name: text('Name of the port.', { default: name }),
  })(what, name === 'memberlist' ? {} : { since: '1.15.1' });

/** The ports of the server and their services. */
export const PORT_KEYS: Keys = {
  service: service('The service of each component and its HTTP port.'),
  memberlist: ports('memberlist', 7946, 'The port on which the pods find each other.'),
  grpc: ports('grpc', 9095, 'The gRPC port that the v2 storage uses.'),
  metastore: ports('raft', 9099, 'The raft port of the metastore.'),
};
