import { listOf, map, section, textOrFalse, toggle, word } from './kinds.ts';

/** Read from chart 1.14.0 on, written in values.yaml from 1.15.1 on. */
const annotations = map('Annotations of the ingress.', { defaultSince: [['1.15.1', {}]] });

export const ingress = section({
  enabled: toggle('Whether an Ingress is made.', { default: false }),
  className: textOrFalse('Class of the ingress.', { default: '' }),
  pathType: word(['Exact', 'Prefix', 'ImplementationSpecific'])('How paths are matched.', {
    default: 'ImplementationSpecific',
    since: '1.15.1',
  }),
  labels: map('Labels of the ingress.', { default: {}, since: '1.15.1' }),
  annotations,
  hosts: listOf('strings')('Host names, as plain strings; the chart adds the paths.'),
  tls: listOf('maps')('Certificates, each with `secretName` and `hosts`.'),
})('Ingress to the server. It stands at the top, not under `pyroscope`.');
