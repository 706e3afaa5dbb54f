import type { Known, ManifestObject, Path } from '../../../pack.ts';

/** The containers of a workload. */
export const CONTAINERS = ['spec', 'template', 'spec', 'containers'] as const;

/** An environment variable of a workload, with the value that stands in the manifest. */
export interface Variable {
  readonly object: ManifestObject;
  readonly name: string;
  readonly value: Known<string>;
}

/** The items of a list of an object, by their paths. */
export const itemsOf = (object: ManifestObject, ...list: Path): readonly Path[] =>
  object.keys(...list).map((index) => [...list, index]);

/** The environment of the containers of Deployments and StatefulSets, less what is taken from elsewhere. */
export const variablesOf = (
  objects: readonly ManifestObject[],
  names: ReadonlySet<string>,
): readonly Variable[] =>
  objects.flatMap((object) =>
    itemsOf(object, ...CONTAINERS).flatMap((container) =>
      itemsOf(object, ...container, 'env').flatMap((path): readonly Variable[] => {
        const name = object.at(...path, 'name');
        const value = object.at(...path, 'value');
        return name?.sure && names.has(name.value) && value ? [{ object, name: name.value, value }] : [];
      }),
    ),
  );

/** How messages call a variable: `STORAGE_URL of Deployment pachd`. */
export const shownVariable = ({ object: { kind, name: workload }, name }: Variable): string =>
  `${name} of ${kind} ${workload}`;
