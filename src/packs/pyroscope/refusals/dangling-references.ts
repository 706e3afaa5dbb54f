import { describeObject, type ManifestObject } from '../../../manifest/object.ts';
import type { Finding, Rule } from '../../../step/finding.ts';
import type { PackInput } from '../../../step/pack.ts';
import { finding, type Migration } from '../migration.ts';
import { REFERRING_KINDS, referencesOf, selectedInstance } from '../references.ts';
import { isWorkload } from '../workload.ts';

/** Something that stays would point at nothing. */
export const danglingReference: Rule = {
  id: 'dangling-reference',
  severity: 'refusal',
  summary: 'an object that stays points at one that the phase drops',
  message: ({ from, to, phase }) => ({
    what: `${from} stays and points at ${to}, which ${phase} drops`,
    why: 'after the step it would point at nothing: traffic, scaling or scraping through it ends without a word',
    remedy: `change or remove ${from} first, then take the step`,
  }),
};

/** Names of what is dropped, as references name it. */
function droppedTargets(migration: Migration): Map<string, ManifestObject> {
  return new Map(
    migration.droppedObjects.flatMap((object) => {
      const own = [[`${object.kind}/${object.name}`, object] as const];
      const component = object.labels.get('app.kubernetes.io/component');
      const runs = component !== undefined && isWorkload(object);
      return runs ? [...own, [`component/${component}`, object] as const] : own;
    }),
  );
}

function sharesNamespace(object: ManifestObject, migration: Migration): boolean {
  return object.namespace === '' || object.namespace === migration.release.namespace;
}

async function stayingObjects(migration: Migration, input: PackInput): Promise<ManifestObject[]> {
  const own = new Set(migration.release.objects.map((object) => object.document.index));
  const others = input.documents.filter(({ index, text }) => !own.has(index) && REFERRING_KINDS.test(text));
  const read = await Promise.all(others.map((document) => input.readObjects(document)));
  return [...migration.objects, ...read.flat().filter((object) => sharesNamespace(object, migration))];
}

function danglingFrom(
  object: ManifestObject,
  dropped: ReadonlyMap<string, ManifestObject>,
  migration: Migration,
): Finding[] {
  const lost = referencesOf(object).find(({ kind, name }) => dropped.has(`${kind}/${name}`));
  const instance = lost && selectedInstance(object);
  if (instance !== undefined && instance !== migration.release.name) return [];
  const to = lost && dropped.get(`${lost.kind}/${lost.name}`);
  if (!lost || !to) return [];
  const target = lost.kind === 'component' ? `the pods of ${describeObject(to)}` : describeObject(to);
  return [
    finding(danglingReference, { from: describeObject(object), to: target, phase: migration.target }, object),
  ];
}

/** Looks through all that stays in the release's namespace for references to what is dropped. */
export async function checkReferences(migration: Migration, input: PackInput): Promise<readonly Finding[]> {
  const dropped = droppedTargets(migration);
  if (dropped.size === 0) return [];
  const staying = await stayingObjects(migration, input);
  return staying.flatMap((object) => danglingFrom(object, dropped, migration));
}
