import { asSequence, at } from '../../../manifest/query.ts';
import { isV1Only, isV2Only, SHARED } from '../components.ts';
import { finding } from '../migration.ts';
import type { Refusal } from '../refusal.ts';
import type { Workload } from '../workload.ts';

const shared: ReadonlySet<string> = new Set([...SHARED, 'all']);
const isComponent = (name: string): boolean => shared.has(name) || isV1Only(name) || isV2Only(name);

/** Lists that an edit may touch must stand where they are used: through an alias an edit would reach others too. */
function usesAlias({ container }: Workload): boolean {
  return ['args', 'env', 'ports', 'volumeMounts'].some((key) => {
    const list = at(container, key);
    return list?.kind === 'alias' || asSequence(list)?.items.some(({ value }) => value.kind === 'alias');
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
        { name: aliased.object.name, reason: 'a list of its container is a YAML alias' },
        aliased.object,
      ),
    ];
  },
};
