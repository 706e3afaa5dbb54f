import { guardObjects } from '../../../src/guard/objects.ts';
import type { GuardedPack } from '../../../src/guard/policy.ts';
import { packWith } from '../../unit/prometheus-checks/release.ts';

/** A policy that refuses everything and says which phase it sees, for objects that a label gives these settings. */
export function telling(settings: Readonly<Record<string, string>>, index: number): readonly object[] {
  const { guard, ...pack } = packWith(settings);
  if (guard === undefined || 'why' in guard) throw new Error('no destination is named');
  const [policy, binding] = guardObjects({ ...pack, guard } as GuardedPack, {}) as {
    readonly spec: object;
  }[];
  const metadata = { name: `tells-phase-${index}` };
  const words = `"phase " + (size(variables.after) == 1 ? variables.after[0] : "unclear")`;
  const validations = [{ expression: 'false', messageExpression: words }];
  return [
    { ...policy, metadata, spec: { ...policy?.spec, validations } },
    {
      ...binding,
      metadata,
      spec: {
        policyName: metadata.name,
        validationActions: ['Deny'],
        matchResources: { objectSelector: { matchLabels: { settings: `${index}` } } },
      },
    },
  ];
}
