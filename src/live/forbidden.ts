import type { LiveProblem } from './live-problem.ts';

/** The API server's own sentence since Kubernetes 1.14. */
const DENIED =
  /User "([^"]*)" cannot (\S+) resource "([^"]*)" in API group "([^"]*)"(?: in the namespace "([^"]*)")?/;

const REASONS: Readonly<Record<string, string>> = {
  secrets: 'helm keeps releases in Secrets',
  'pods/portforward': 'kubectl port-forward opens a stream by it, and creates no object',
};

/** Names the verb and the resource that a role lacks; undefined where the text is no refusal of that kind. */
export function readForbidden(text: string): LiveProblem | undefined {
  const [, user, verb, resource = '', group, namespace] = DENIED.exec(text) ?? [];
  if (verb === undefined) return undefined;
  const where = namespace === undefined ? 'at cluster scope' : `in namespace ${namespace}`;
  const named = group ? `${resource}.${group}` : resource;
  const reason = REASONS[resource];
  return {
    kind: 'forbidden',
    what: `User "${user}" may not ${verb} ${named} ${where}${reason === undefined ? '' : ` (${reason})`}.`,
    remedy: `Ask for a Role with the verb "${verb}" on the resource "${named}" ${where}; ${howToSee(verb, named, namespace)} shows when it is there.`,
  };
}

function howToSee(verb: string, resource: string, namespace: string | undefined): string {
  const [kind = '', part] = resource.split('/');
  const sub = part === undefined ? '' : ` --subresource=${part}`;
  return `\`kubectl auth can-i ${verb} ${kind}${sub}${namespace === undefined ? '' : ` -n ${namespace}`}\``;
}
