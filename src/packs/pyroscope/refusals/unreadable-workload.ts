import { asSequence, entryOf } from '../../../manifest/query.ts';
import { isV1Only, isV2Only, SHARED } from '../components.ts';
import { finding } from '../migration.ts';
import type { Refusal } from '../refusal.ts';
import type { Workload } from '../workload.ts';

const shared: ReadonlySet<string> = new Set([...SHARED, 'all']);
const isComponent = (name: string): boolean => shared.has(name) || isV1Only(name) || isV2Only(name);

const ANCHOR = /(?:^|[\s[{,-])&([\w.-]+)/g;

/** Whether something in a stretch of the document is what an alias elsewhere stands for. */
function isAliased(text: string, start: number, end: number): boolean {
  const anchors = [...text.slice(start, end).matchAll(ANCHOR)];
  return anchors.some(([, name]) => new RegExp(`\\*${name?.replaceAll('.', '\\.')}(?![\\w.-])`).test(text));
}

/** Lists that an edit may touch must stand where they are used, and be used nowhere else. */
function usesAlias({ container, object }: Workload): boolean {
  return ['args', 'env', 'ports', 'volumeMounts'].some((key) => {
    const list = entryOf(container, key)?.value;
    if (list?.kind === 'alias' || asSequence(list)?.items.some(({ value }) => value.kind === 'alias'))
      return true;
    return list !== undefined && isAliased(object.document.text, list.start, list.end);
  });
}

/** A component's workload whose container or args phasegate cannot see: leaving it out would be a half-migrated render. */
export const unreadableWorkload: Refusal = {
  rule: {
    id: 'unreadable-workload',
    severity: 'refusal',
    summary: "a component's Deployment or StatefulSet is written in a way that cannot be edited safely",
    message: ({ name, reason }) => ({
      what: `${name}: ${reason}`,
      why: 'its phase cannot be set, and the others must not change without it',
      remedy: 'write args, env, ports and volumeMounts out in the container, without aliases and merge keys',
    }),
  },
  check: ({ release }) => {
    const readable = new Set(release.workloads.map((workload) => workload.object));
    const unread = release.objects.find(
      (object) =>
        (object.kind === 'Deployment' || object.kind === 'StatefulSet') &&
        isComponent(object.labels.get('app.kubernetes.io/component') ?? '') &&
        !readable.has(object),
    );
    if (unread)
      return [
        finding(
          unreadableWorkload.rule,
          { name: unread.name, reason: 'no container with args is found in it' },
          unread,
        ),
      ];
    const aliased = release.workloads.find(usesAlias);
    if (!aliased) return [];
    return [
      finding(
        unreadableWorkload.rule,
        {
          name: aliased.object.name,
          reason: 'a list of its container is a YAML alias, or what one stands for',
        },
        aliased.object,
      ),
    ];
  },
};
