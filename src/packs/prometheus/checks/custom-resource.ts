const GROUP = 'monitoring.coreos.com';

/** The custom resources of the operator as kubectl names them, which is what their CRDs are called. */
export const CUSTOM_RESOURCES: Readonly<Record<string, string>> = {
  Prometheus: `prometheuses.${GROUP}`,
  PrometheusAgent: `prometheusagents.${GROUP}`,
};
