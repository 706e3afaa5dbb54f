import { isBefore } from '../../../chart/versions.ts';
import { known, unsure } from '../../../pack.ts';

/** A chart of prometheus-community whose renders were read. */
export interface KnownChart {
  readonly name: string;
  /** The versions that were read, each with its Prometheus. */
  readonly servers: Readonly<Record<string, string>>;
}

/** Prometheus through its operator: a custom resource. */
export const STACK: KnownChart = {
  name: 'kube-prometheus-stack',
  servers: { '45.31.1': '2.42.0', '65.8.1': '2.55.0', '88.5.3': '3.14.0' },
};

/** Prometheus by itself: a ConfigMap with prometheus.yml. */
export const PLAIN: KnownChart = {
  name: 'prometheus',
  servers: { '25.30.2': '2.55.1', '27.52.0': '3.8.1', '29.27.0': '3.14.0' },
};

/** The first chart in which something is so. */
export const FIRST_CHART = {
  /** kube-prometheus-stack gives an agent the window of its tsdb as well. */
  windowOfAgents: '68.2.1',
  /** The chart prometheus writes scrape_configs from a map of its own, in front of the rest of the file (audit P-66). */
  ownScrapeConfigs: '28.0.0',
} as const;

export const isFrom = (version: string, first: string): boolean => !isBefore(version, first);

export const versionsOf = ({ servers }: KnownChart): readonly string[] => Object.keys(servers);

/** The Prometheus of a chart version that was read. */
export const serverOf = ({ name, servers }: KnownChart, version: string) => {
  const server = servers[version];
  return server === undefined
    ? unsure<string>(`which Prometheus ${name} ${version} brings is not known`)
    : known(server, 'chart');
};
