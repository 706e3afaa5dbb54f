import { known, unsure } from '../../../pack.ts';

/** A chart of prometheus-community whose renders were read. */
interface KnownChart {
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

export const versionsOf = ({ servers }: KnownChart): readonly string[] => Object.keys(servers);

/** The Prometheus of a chart version that was read. */
export const serverOf = ({ name, servers }: KnownChart, version: string) => {
  const server = servers[version];
  return server === undefined
    ? unsure<string>(`which Prometheus ${name} ${version} brings is not known`)
    : known(server, 'chart');
};
