import { asMap, at, itemsAt, textAt } from '../../manifest/query.ts';
import type { YamlMap } from '../../yaml/node.ts';
import type { Workload } from './workload.ts';

/** The pod's volume named `data`; undefined where a claim template provides it. */
export function dataVolume(workload: Workload): YamlMap | undefined {
  const volume = itemsAt(workload.pod, 'volumes').find(({ value }) => textAt(value, 'name') === 'data');
  return asMap(volume?.value);
}

/** The claim that the data volume mounts, where it mounts one by name. */
export const dataClaim = (workload: Workload): string | undefined =>
  textAt(dataVolume(workload), 'persistentVolumeClaim', 'claimName');

export const isEmptyDir = (workload: Workload): boolean => at(dataVolume(workload), 'emptyDir') !== undefined;
