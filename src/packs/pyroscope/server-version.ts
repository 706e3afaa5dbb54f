import { asVersion } from '../../chart/versions.ts';
import type { Sourced } from '../../step/source.ts';
import { ownServer } from './facts/charts.ts';

/** The tag of an image reference, without a digest; undefined if there is none. */
function imageTag(image: string): string | undefined {
  const name = image.split('@')[0] ?? '';
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(colon + 1) : undefined;
}

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
  const why = tag === undefined ? 'the image has no tag' : `image tag ${tag} is not a version`;
  const labelled = asVersion(appVersion);
  if (labelled !== undefined) {
    return {
      value: labelled,
      source: { kind: 'manifests', detail: `label app.kubernetes.io/version, as ${why}` },
    };
  }
  const { version, isCertain } = ownServer(chart);
  const detail = isCertain ? `chart ${chart}` : `a guess from the unknown chart ${chart}`;
  return { value: version, source: { kind: 'default', detail: `${detail}, as ${why}` } };
}
