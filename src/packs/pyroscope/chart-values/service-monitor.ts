import { duration, listOf, map, section, toggle, word } from './kinds.ts';

export const serviceMonitor = section({
  enabled: toggle('Whether ServiceMonitors of the Prometheus Operator are made.', { default: false }),
  namespaceSelector: map('Namespaces in which services are looked for.', { default: {} }),
  matchExpressions: listOf('maps')('Further expressions that services must match.', { default: [] }),
  annotations: map('Annotations of the ServiceMonitors.', { default: {} }),
  labels: map('Labels of the ServiceMonitors, often those that Prometheus selects by.', { default: {} }),
  interval: duration("Time between scrapes, such as 30s; Prometheus' own where it is not set.", {
    default: null,
  }),
  scrapeTimeout: duration('Time that a scrape may take, such as 15s.', { default: null }),
  relabelings: listOf('maps')('Relabelings of targets before the scrape.', { default: [] }),
  metricRelabelings: listOf('maps')('Relabelings of metrics after the scrape.', { default: [] }),
  targetLabels: listOf('strings')('Labels of the service that metrics take over.', { default: [] }),
  scheme: word(['http', 'https'])('How metrics are scraped.', { default: 'http' }),
  tlsConfig: map('TLS settings of the scrape.', { default: null }),
})('Scraping of metrics. It stands at the top, not under `pyroscope`.');
