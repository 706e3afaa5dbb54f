import { parseAllDocuments } from 'yaml';
import { isV1Only } from '../../src/packs/pyroscope/facts/components.ts';

interface Container {
  args?: string[];
}

/** A Kubernetes object as far as a comparison looks into it. */
interface Manifest {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  spec?: { template?: { spec?: { containers?: Container[] } } };
}

const containersOf = (manifest: Manifest): Container[] => manifest.spec?.template?.spec?.containers ?? [];

/** What a stream means: its objects by kind and name, container args as sets. */
export function meaningOf(stream: string): Map<string, Manifest> {
  const manifests = parseAllDocuments(stream).flatMap(
    (document) => (document.toJS() as Manifest | null) ?? [],
  );
  for (const container of manifests.flatMap(containersOf)) container.args?.sort();
  return new Map(manifests.map((manifest) => [`${manifest.kind}/${manifest.metadata.name}`, manifest]));
}

/** The same without the objects of v1-only components: charts before 1.19.2 leave them in v2 (audit C1). */
export function withoutV1(meaning: Map<string, Manifest>): Map<string, Manifest> {
  const component = (manifest: Manifest): string =>
    manifest.metadata.labels?.['app.kubernetes.io/component'] ?? '';
  return new Map([...meaning].filter(([, manifest]) => !isV1Only(component(manifest))));
}

/** Changes every container's args, in the wanted meaning of a render. */
export function withArgs(
  meaning: Map<string, Manifest>,
  change: (args: string[]) => string[],
): Map<string, Manifest> {
  for (const container of [...meaning.values()].flatMap(containersOf)) {
    if (container.args) container.args = change(container.args).sort();
  }
  return meaning;
}
