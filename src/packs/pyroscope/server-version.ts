import type { Sourced } from '../../step/source.ts';
import { asVersion, imageTag } from './versions.ts';

/** Charts whose own server has another version (Chart.yaml of each). */
const SERVER_OF_CHART: Readonly<Record<string, string>> = {
  '1.15.1': '1.15.0',
  '1.18.1': '1.18.0',
  '1.19.1': '1.19.0',
  '1.19.2': '1.19.1',
  '2.0.0': '2.0.1',
  '2.1.1': '2.1.0',
  '2.1.2': '2.1.1',
};

/** The server that a chart brings where no image.tag says another. */
export const serverOfChart = (chart: string): string => SERVER_OF_CHART[chart] ?? chart;

/**
 * The server behind an image: its tag, else the chart's label `app.kubernetes.io/version`, else the chart's own server.
 * @param image reference such as `grafana/pyroscope:1.21.0`, perhaps with a digest
 */
export function serverVersionOf(
  image: string,
  appVersion: string | undefined,
  chart: string,
): Sourced<string> {
  const tag = imageTag(image);
  const tagged = asVersion(tag);
  if (tagged !== undefined)
    return { value: tagged, source: { kind: 'manifests', detail: `image tag ${tag}` } };
  const why = tag === undefined ? 'the image has no tag' : `image tag ${tag} is no version`;
  const labelled = asVersion(appVersion);
  if (labelled !== undefined) {
    return {
      value: labelled,
      source: { kind: 'manifests', detail: `label app.kubernetes.io/version, as ${why}` },
    };
  }
  return {
    value: serverOfChart(chart),
    source: { kind: 'default', detail: `chart ${chart}, as ${why}` },
  };
}
