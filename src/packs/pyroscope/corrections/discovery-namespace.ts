import { insertEntryAfter } from '../../../manifest/entry-edit.ts';
import type { ManifestObject } from '../../../manifest/object.ts';
import { asMap, at, entryOf } from '../../../manifest/query.ts';
import type { Correction } from '../correction.ts';
import { finding, type Migration } from '../migration.ts';

/** Role and RoleBinding of the release that name no namespace, though the release has one. */
export function withoutNamespace(migration: Migration): readonly ManifestObject[] {
  if (migration.release.namespace === '') return [];
  return migration.objects.filter(
    (object) => (object.kind === 'Role' || object.kind === 'RoleBinding') && object.namespace === '',
  );
}

function addNamespace(migration: Migration, object: ManifestObject): void {
  const metadata = asMap(at(object.node, 'metadata'));
  const name = entryOf(metadata, 'name');
  if (!metadata || !name) return;
  const { namespace } = migration.release;
  const form = { lines: [`namespace: ${namespace}`], flow: `"namespace": ${JSON.stringify(namespace)}` };
  const patch = insertEntryAfter(object.document.text, metadata, name, form);
  migration.patch(object, patch, { reason: 'C9', action: 'add', what: `namespace: ${namespace}` });
}

/** Audit C9, asked for by --correct: only `kubectl apply` without -n needs it, Helm itself does not. */
export const discoveryNamespace: Correction = {
  byDefault: false,
  rule: {
    id: 'discovery-without-namespace',
    auditId: 'C9',
    severity: 'correction',
    askedFor: true,
    summary: 'the discovery Role and RoleBinding carry no namespace',
    message: ({ namespace }) => ({
      what: `gave the discovery Role and RoleBinding namespace ${namespace}`,
      why: 'applied with kubectl and no -n they land elsewhere, and the metastore is not found',
      remedy: 'nothing: helm upgrade puts them into the release namespace by itself',
    }),
  },
  apply: (migration) => {
    const found = withoutNamespace(migration);
    for (const object of found) addNamespace(migration, object);
    return found.length > 0
      ? [finding(discoveryNamespace.rule, { namespace: migration.release.namespace }, found[0])]
      : [];
  },
};
