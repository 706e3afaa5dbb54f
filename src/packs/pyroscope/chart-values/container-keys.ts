import type { Keys } from './key.ts';
import {
  count,
  listOf,
  listOrEmptyMap,
  map,
  mapOfScalars,
  mapOfScalarsOrMaps,
  section,
  text,
  textOrFalse,
  word,
} from './kinds.ts';

const image = section({
  registry: textOrFalse('Registry in front of the repository; `global.imageRegistry` wins over it.', {
    default: '',
    since: '1.19.1',
  }),
  repository: text('Repository of the server image.', { default: 'grafana/pyroscope' }),
  pullPolicy: word(['Always', 'IfNotPresent', 'Never'])('When the image is pulled.', {
    default: 'IfNotPresent',
  }),
  tag: textOrFalse(
    "Image tag; empty means the chart's own server version. Quote it: an unquoted 2.10 is the number 2.1.",
    { default: '' },
  ),
});

/** What a container is made of, for all components or for one. */
export const CONTAINER_KEYS: Keys = {
  image: image('The server image.'),
  extraArgs: mapOfScalars(
    "Flags of the server by name without the leading dash. A flag here takes the place of the chart's own.",
    { default: { 'log.level': 'debug' } },
  ),
  extraEnvVars: mapOfScalarsOrMaps(
    'Environment variables by name: a value, or a map such as `valueFrom` that is written out as it is.',
    { default: {} },
  ),
  extraCustomEnvVars: listOrEmptyMap(
    'Environment variables as a pod spec lists them, written out as they are.',
    {
      default: {},
      since: '1.15.1',
    },
  ),
  extraEnvFrom: listOf('maps')('Secrets and ConfigMaps whose keys become environment variables.', {
    default: [],
  }),
  securityContext: map('Security context of the server container.', { default: {} }),
  resources: map('Requests and limits of the server container.', { default: {} }),
  readinessProbe: section({
    initialDelaySeconds: count('Seconds before the first readiness probe.'),
  })('The part of the readiness probe that can be set.'),
  extraVolumeMounts: listOf('maps')('Further mounts of the server container.', { default: [] }),
};
