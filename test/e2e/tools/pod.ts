import type { Container, ManifestObject, PodSpec } from './manifest-objects.ts';

/** What a container of a manifest stream is started with, as the kubelet makes it of the pod spec. */
export interface Pod {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Mounted ConfigMap files by their path in the container. */
  readonly files: Readonly<Record<string, string>>;
}

/** The first pod of the only workload in a stream of a single-binary release. */
export function podOf(objects: ReadonlyMap<string, ManifestObject>): Pod {
  const workload = [...objects.values()].find((object) => object.spec?.template?.spec !== undefined);
  const spec = workload?.spec?.template?.spec;
  const container = spec?.containers[0];
  if (workload === undefined || spec === undefined || container === undefined) {
    throw new Error('the stream has no workload with a container');
  }
  const env = environmentOf(container, `${workload.metadata.name}-0`);
  const args = (container.args ?? []).map((arg) => expand(arg, env));
  return { args, env, files: configFiles(objects, spec, container) };
}

function environmentOf(container: Container, podName: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const { name, value } of container.env ?? []) {
    // The only value that comes from a field is the pod's name.
    env[name] = value === undefined ? podName : expand(value, env);
  }
  return env;
}

/** $(NAME) stands for an earlier variable; an unknown name stays as written. */
function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\(([A-Z0-9_]+)\)/g, (written, name: string) => env[name] ?? written);
}

function configFiles(
  objects: ReadonlyMap<string, ManifestObject>,
  spec: PodSpec,
  container: Container,
): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
    const configMap = spec.volumes?.find((volume) => volume.name === name)?.configMap?.name;
    if (configMap === undefined) continue;
    for (const [file, content] of Object.entries(configMapData(objects, configMap))) {
      if (subPath === undefined) files[`${mountPath.replace(/\/$/, '')}/${file}`] = content;
      else if (subPath === file) files[mountPath] = content;
    }
  }
  return files;
}

function configMapData(objects: ReadonlyMap<string, ManifestObject>, name: string): Record<string, string> {
  const found = [...objects.values()].find(
    (object) => object.kind === 'ConfigMap' && object.metadata.name === name,
  );
  return { ...found?.data };
}
