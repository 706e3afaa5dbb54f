import { nearest } from '../nearest.ts';

/** Whether a rule that the user names, with or without its pack, is the one that is shown so. */
export const namesRule = (name: string, ruleId: string): boolean =>
  name === ruleId || ruleId.endsWith(`/${name}`);

/** Why a name is not a rule, with the nearest one; undefined if it is one. */
export function unknownRule(
  name: string,
  ruleIds: readonly string[],
): { readonly problem: string; readonly remedy: string } | undefined {
  if (ruleIds.some((id) => namesRule(name, id))) return undefined;
  const bare = ruleIds.map((id) => id.slice(id.indexOf('/') + 1));
  const near = nearest(name, [...new Set([...ruleIds, ...bare])]);
  return {
    problem: `unknown rule ${name}`,
    remedy: near === undefined ? 'phasegate rules lists them' : `did you mean ${near}?`,
  };
}
