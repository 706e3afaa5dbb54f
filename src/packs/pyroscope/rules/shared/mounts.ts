import { posix } from 'node:path';
import { isBefore } from '../../../../chart/versions.ts';
import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import { lookup } from '../../../../values/tree.ts';
import { FIRST_CHART } from '../../facts/charts.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { isExperimentChart } from './experiment-charts.ts';
import { renderedText } from './rendered-text.ts';

/** Whether the chart mounts /data-shared: charts 1.15.1 to 1.21.0 with v2 on. */
export const mountsShared = (values: PyroscopeValues, component: ComponentValues): boolean =>
  isExperimentChart(values) &&
  values.toggles.v2 &&
  (isBefore(values.chart, FIRST_CHART.sharedMountSwitch) ||
    isTrueInTemplate(component.value('persistence', 'shared', 'enabled')));

/** Where a component mounts volumes of extraVolumes. */
export function extraMounts(component: ComponentValues): readonly string[] {
  const mounts = component.value('extraVolumeMounts');
  if (mounts?.kind !== 'list') return [];
  return mounts.items.flatMap((mount) => renderedText(lookup(mount, ['mountPath'])) ?? []);
}

const isWithin = (directory: string, mount: string): boolean =>
  directory === mount || directory.startsWith(`${mount.replace(/\/$/, '')}/`);

/** Whether a directory lies on a volume of a single binary. Its working directory is the root. */
export function isOnVolume(values: PyroscopeValues, component: ComponentValues, directory: string): boolean {
  const absolute = posix.resolve('/', directory);
  const mounts = [
    '/data',
    ...(values.toggles.v2 ? ['/data-metastore'] : []),
    ...(mountsShared(values, component) ? ['/data-shared'] : []),
    ...extraMounts(component),
  ];
  return mounts.some((mount) => isWithin(absolute, mount));
}
