import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allRefusals, RIGHTS } from '../../../src/live/rights.ts';
import { fakeCluster } from './fake-programs.ts';

const forbidden = (verb: string, resource: string): string =>
  `Error from server (Forbidden): ${resource} is forbidden: User "ci" cannot ${verb} resource "${resource}" in API group "" in the namespace "prof"`;

const KUBECTL = `
const refuse = (text) => fail(text);
if (args[1] === 'pods') say({ items: [{ metadata: { name: 'p-0' }, spec: { containers: [{ name: 'p' }] } }] });
else if (args[1].startsWith('statefulsets,')) refuse(${JSON.stringify(
  [forbidden('list', 'controllerrevisions'), forbidden('list', 'replicasets')].join('\n'),
)});
else if (args[0] === 'get') refuse(${JSON.stringify(forbidden('list', 'persistentvolumeclaims'))});
else if (args[0] === 'logs') refuse(${JSON.stringify(forbidden('get', 'pods/log'))});
else refuse(${JSON.stringify(forbidden('create', 'pods/portforward'))});
`;
const HELM = `fail(${JSON.stringify(forbidden('list', 'secrets'))})`;

describe('the rights that a cluster must give', () => {
  it('are the Role of docs/gate.md', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../docs/gate.md'), 'utf8');
    const [, yaml = ''] = /```yaml\n(apiVersion: rbac[^`]*)```/.exec(page) ?? [];
    const { rules } = parse(yaml) as { rules: { resources: string[]; verbs: string[] }[] };
    const listed = rules.flatMap(({ resources, verbs }) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
    );
    expect(listed.toSorted()).toEqual(RIGHTS.map(({ verb, resource }) => `${verb} ${resource}`).toSorted());
  });

  it('are all named at once where several are missing', async () => {
    const { cluster } = fakeCluster({ helm: HELM, kubectl: KUBECTL });
    const release = await cluster.release('p');
    if (release.ok) throw new TypeError('it should be refused');
    const { kind, what, remedy } = await allRefusals(cluster, 'p', release.error);
    expect(kind).toBe('forbidden');
    for (const right of [
      'list secrets',
      'list persistentvolumeclaims',
      'list controllerrevisions',
      'list replicasets',
      'get pods/log',
      'create pods/portforward',
    ])
      expect(what.split(`cannot ${right} in namespace prof`)).toHaveLength(2);
    expect(what).not.toContain('.;');
    expect(remedy.match(/Ask for a Role/g)).toHaveLength(6);
  });

  it('are not asked for where something else is wrong', async () => {
    const { cluster } = fakeCluster({ helm: '', kubectl: KUBECTL });
    const met = { kind: 'unreachable', what: 'No.', remedy: 'Look.' } as const;
    expect(await allRefusals(cluster, 'p', met)).toBe(met);
  });
});
