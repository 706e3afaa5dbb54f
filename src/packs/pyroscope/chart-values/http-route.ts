import { listOf, map, section, text, textOrFalse, toggle } from './kinds.ts';

const gateway = section({
  name: text('Name of the gateway.', { default: '' }),
  namespace: text('Namespace of the gateway.', { default: '' }),
  sectionName: textOrFalse('Listener of the gateway.', { default: null }),
});

export const httpRoute = section({
  enabled: toggle('Whether an HTTPRoute of the Gateway API is made.', { default: false }),
  gateway: gateway('The gateway that the route belongs to.'),
  labels: map('Labels of the route.', { default: {} }),
  annotations: map('Annotations of the route.', { default: {} }),
  hostnames: listOf('strings')('Host names that the route serves.', { default: [] }),
  timeouts: map('Timeouts of each rule: `request`, `backendRequest`.', { default: {} }),
})('Gateway API route to the server.', { since: '1.21.0' });
