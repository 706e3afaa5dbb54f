import type { ValuePath } from '../../../../lint/finding.ts';
import type { ValueNode } from '../../../../values/tree.ts';
import { ALL } from '../../facts/components.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { configured } from './certain-config.ts';
import { isExperimentChart } from './experiment-charts.ts';
import { renderedText } from './rendered-text.ts';

export const BACKEND_FLAG = 'storage.backend';
export const DIRECTORY_FLAG = 'storage.filesystem.dir';
export const FILESYSTEM = 'filesystem';

/** A setting and what it was written as. */
export interface Written {
  readonly text: string;
  readonly at: ValueNode | ValuePath;
}

/** The one workload of a single binary. */
export const singleBinary = ({ mode, components }: PyroscopeValues): ComponentValues | undefined =>
  mode === 'single-binary' ? components.find(({ name }) => name === ALL) : undefined;

const isWritten = (node: ValueNode): boolean => node.origin.kind !== 'default';

/** `storage.backend` of config.yaml, where it is certain; that of the chart's own text stands for minio.enabled. */
export function configuredBackend(values: PyroscopeValues): Written | undefined {
  const node = configured(values, 'storage', 'backend');
  const text = renderedText(node);
  if (node === undefined || text === undefined || text === '') return undefined;
  const minio = ['minio', 'enabled'];
  return { text, at: isWritten(node) ? node : (values.given(...minio) ?? minio) };
}

function fromExtraArgs(component: ComponentValues, flag: string): Written | undefined {
  const node = component.extraArgs.get(flag);
  const text = renderedText(node);
  return node && text !== undefined ? { text, at: node } : undefined;
}

/** The backend somebody wrote for a component: extraArgs beat the configuration. */
export const writtenBackend = (values: PyroscopeValues, component: ComponentValues): Written | undefined =>
  component.extraArgs.has(BACKEND_FLAG) ? fromExtraArgs(component, BACKEND_FLAG) : configuredBackend(values);

/** Whether the chart itself writes -storage.backend=filesystem (single binary with v2 on, 1.15.1 to 1.21.0; audit A1). */
export const forcesFilesystem = (values: PyroscopeValues, component: ComponentValues): boolean =>
  isExperimentChart(values) &&
  component.name === ALL &&
  values.toggles.v2 &&
  !component.extraArgs.has(BACKEND_FLAG);

/** Where the filesystem backend was told to lie. */
export function filesystemDirectory(
  values: PyroscopeValues,
  component: ComponentValues,
): Written | undefined {
  if (component.extraArgs.has(DIRECTORY_FLAG)) return fromExtraArgs(component, DIRECTORY_FLAG);
  const node = configured(values, 'storage', 'filesystem', 'dir');
  const text = renderedText(node);
  return node && text ? { text, at: node } : undefined;
}
