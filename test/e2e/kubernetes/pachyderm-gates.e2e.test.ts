import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { hasPort, PORTS } from '../../../src/packs/pachyderm/facts/ports.ts';
import { phasegateProgram, temporaryFolder } from '../tools/paths.ts';
import { run } from '../tools/run.ts';
import { kubernetesTest } from './kubernetes-test.ts';

const VERSION = '1.11.9';
const LABELS = { suite: 'pachyderm', app: '' };

/** The rules of ClusterRole pachyderm, which all versions write to one object (audit D-17). */
const RULES = {
  '1.8.8': { more: [], secrets: { resourceNames: ['pachyderm-storage-secret'] } },
  '1.13.4': { more: ['replicationcontrollers/scale'], secrets: {} },
} as const;

/** What pachctl deploys before 1.13.4, as far as gates and removal look at it. */
function deployed(
  namespace: string,
  { more, secrets }: (typeof RULES)[keyof typeof RULES] = RULES['1.13.4'],
) {
  const metadata = (name: string, labels: object = LABELS) => ({ name, namespace, labels });
  const account = { kind: 'ServiceAccount', name: 'pachyderm', namespace };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('pachyderm') },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: metadata('pachyderm'),
      rules: [
        {
          apiGroups: [''],
          resources: ['nodes', 'pods', 'pods/log', 'endpoints'],
          verbs: ['get', 'list', 'watch'],
        },
        {
          apiGroups: [''],
          resources: ['replicationcontrollers', 'services', ...more],
          verbs: ['get', 'list', 'watch', 'create', 'update', 'delete'],
        },
        {
          apiGroups: [''],
          resources: ['secrets'],
          ...secrets,
          verbs: ['get', 'list', 'watch', 'create', 'update', 'delete'],
        },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: metadata('pachyderm'),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'pachyderm' },
      subjects: [account],
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata('pachd', { ...LABELS, app: 'pachd' }),
      spec: {
        type: 'NodePort',
        selector: { app: 'pachd' },
        ports: PORTS.filter((row) => row.service === 'pachd' && hasPort(row, VERSION)).map(
          ({ name, normal }) => ({ name, port: normal - 30_000, nodePort: normal }),
        ),
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('pachd', { ...LABELS, app: 'pachd' }),
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'pachd' } },
        template: {
          metadata: { labels: { ...LABELS, app: 'pachd' } },
          spec: { containers: [{ name: 'pachd', image: `pachyderm/pachd:${VERSION}` }] },
        },
      },
    },
  ];
}

const listOf = (items: readonly object[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const documentsOf = (items: readonly object[]): string =>
  items.map((item) => `---\n${JSON.stringify(item)}\n`).join('');

/** The commands of a part of a runbook that talk to Kubernetes, without its gates. */
function commandsOf(runbook: string, title: string): string {
  const start = runbook.indexOf(`. ${title}\n`);
  const part = runbook.slice(start, runbook.indexOf('\n## ', start));
  const blocks = [...part.matchAll(/```sh\n# [\s\S]*?```/g)].map(([block]) => block.slice(6, -3));
  expect(blocks).not.toEqual([]);
  return blocks.join('').replace(/^(?:PACH_CONTEXT|pachctl-\S+ config|unset).*\n/gm, '');
}

kubernetesTest(
  'the commands of a runbook leave both clusters their rights and ports, and the gates see where others do not',
  async ({ controlPlane }) => {
    const { kubectl, kubeconfig, kubectlProgram } = controlPlane;
    const folder = await temporaryFolder();
    const programs = join(folder, 'bin');
    await mkdir(programs);
    await mkdir(join(folder, 'migration'));
    await symlink(kubectlProgram, join(programs, 'kubectl'));
    await writeFile(join(folder, 'deploy.yaml'), documentsOf(deployed('pach-new')));
    // Stands in for the dry run of pachctl.
    await writeFile(join(programs, 'pachctl-1.13.4'), `#!/bin/sh\ncat '${folder}/deploy.yaml'\n`);
    await writeFile(
      join(programs, 'phasegate'),
      `#!/bin/sh\nexec '${process.execPath}' '${phasegateProgram}' "$@"\n`,
    );
    for (const name of ['pachctl-1.13.4', 'phasegate']) await chmod(join(programs, name), 0o755);
    const env = { PATH: `${programs}:/usr/bin:/bin`, HOME: folder, KUBECONFIG: kubeconfig };
    const context = (await kubectl(['config', 'current-context'])).trim();

    const phasegate = (...words: readonly string[]) =>
      run(process.execPath, [phasegateProgram, 'pachyderm', ...words], { cwd: folder, env });
    const gate = async (...words: readonly string[]): Promise<string> => {
      const { stdout, status, stderr } = await phasegate('verify', ...words);
      expect(status, stdout + stderr).toBe(/: ok: /.test(stdout) ? 0 : 1);
      return stdout.split(': ').slice(0, 2).join(' ');
    };
    const bash = async (script: string): Promise<string> => {
      const { status, stdout, stderr } = await run('bash', ['-e', '-o', 'pipefail', '-c', script], {
        cwd: folder,
        env,
      });
      expect(status, `${script}\n${stdout}${stderr}`).toBe(0);
      return stderr;
    };

    const rightsOfOld = ['rights', '-n', 'pach-old', '--version', VERSION] as const;
    const rightsOfNew = ['rights', '-n', 'pach-new', '--version', '1.13.4'] as const;

    await kubectl(['create', 'namespace', 'pach-old']);
    await kubectl(['create', 'secret', 'generic', 'own', '--from-literal=key=hush', '-n', 'pach-old']);
    // As pachctl create secret labels it.
    await kubectl([
      ...['label', 'secret', 'own', 'suite=pachyderm', 'secret-source=pachyderm-user', '-n', 'pach-old'],
    ]);
    await kubectl(['apply', '-f', '-'], listOf(deployed('pach-old')));
    expect(await gate(...rightsOfOld)).toBe('rights ok');
    expect(await gate('ports', '-n', 'pach-old', '--port-set', 'normal')).toBe('ports ok');
    expect(await gate('ports', '-n', 'pach-old', '--port-set', 'migration')).toBe('ports failed');
    const free = ['ports-free', '-n', 'pach-new', '--version', '1.13.4', '--port-set'];
    expect(await gate(...free, 'normal')).toBe('ports-free failed');
    expect(await gate(...free, 'migration')).toBe('ports-free ok');

    // The guide's way: the second deploy takes the rights of the first cluster.
    const binding = deployed('pach-new').filter(({ kind }) => kind === 'ClusterRoleBinding');
    await kubectl(['apply', '-f', '-'], listOf(binding));
    expect(await gate(...rightsOfOld)).toBe('rights failed');
    await kubectl(['apply', '-f', '-'], listOf(deployed('pach-old', RULES['1.8.8'])));
    expect(await gate('rights', '-n', 'pach-old', '--version', '1.8.8')).toBe('rights ok');
    expect(await gate(...rightsOfOld)).toBe('rights failed');
    await kubectl(['apply', '-f', '-'], listOf(deployed('pach-old')));

    const words = [
      '--from=1.11.9',
      '--to=1.13.4',
      '--namespace=pach-old',
      '--new-namespace=pach-new',
      '--context',
      context,
    ];
    const { stdout: runbook, stderr } = await phasegate('runbook', ...words);
    expect(stderr).toBe('');
    await bash(commandsOf(runbook, 'Save what there is'));
    await bash(commandsOf(runbook, 'Deploy the new cluster'));
    expect(await gate(...rightsOfOld)).toBe('rights ok');
    expect(await gate(...rightsOfNew)).toBe('rights ok');
    expect(await gate('ports', '-n', 'pach-new', '--port-set', 'migration')).toBe('ports ok');
    const own = await kubectl(['get', 'secret', 'own', '-n', 'pach-new', '-o', 'jsonpath={.data.key}']);
    expect(Buffer.from(own, 'base64').toString()).toBe('hush');

    await bash(commandsOf(runbook, 'Remove the old cluster'));
    expect(await gate(...rightsOfNew)).toBe('rights ok');
    expect(await gate(...rightsOfOld)).toBe('rights failed');
    expect(await kubectl(['get', 'services,deployments', '-n', 'pach-old', '-o', 'name'])).toBe('');

    expect(await gate(...free, 'normal')).toBe('ports-free ok');
    await bash(commandsOf(runbook, 'Move the new cluster to the normal ports'));
    expect(await gate('ports', '-n', 'pach-new', '--port-set', 'normal')).toBe('ports ok');
    expect(await gate(...rightsOfNew)).toBe('rights ok');

    // What undeploy of the other cluster does: the new one has no label that it goes by.
    await kubectl(['delete', 'clusterrole,clusterrolebinding', '-l', 'suite=pachyderm']);
    expect(await gate(...rightsOfNew)).toBe('rights ok');
    await kubectl(['delete', 'clusterrolebinding', 'pachyderm-pach-new']);
    expect(await gate(...rightsOfNew)).toBe('rights failed');

    // The other way round: the next cluster gets the normal ports.
    await writeFile(join(folder, 'deploy.yaml'), documentsOf(deployed('pach-third')));
    const ofPipeline = { name: 'port', port: 80, nodePort: 31_999 };
    const etcd = { name: 'client-port', port: 2379 };
    for (const [name, port] of [
      // The Service of a pipeline, and an etcd whose number the API server picks.
      ['pipeline-model-v1-user', ofPipeline],
      ['etcd', etcd],
    ] as const)
      await kubectl(
        ['apply', '-f', '-'],
        listOf([
          {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name, namespace: 'pach-new', labels: LABELS },
            spec: { type: 'NodePort', ports: [port] },
          },
        ]),
      );
    const turned = [...words.slice(0, 2), '--namespace=pach-new', '--new-namespace=pach-third'];
    const { stdout: next } = await phasegate(
      ...['runbook', ...turned, '--move-ports-of=old', '--context', context],
    );
    await bash(commandsOf(next, 'Save what there is'));
    await bash(commandsOf(next, 'Move the old cluster to the migration ports'));
    expect(await gate('ports', '-n', 'pach-new', '--port-set', 'migration')).toBe('ports ok');
    await bash(commandsOf(next, 'Deploy the new cluster'));
    expect(await gate('ports', '-n', 'pach-third', '--port-set', 'normal')).toBe('ports ok');
    expect(await gate('ports', '-n', 'pach-new', '--port-set', 'migration')).toBe('ports ok');
    expect(await gate('rights', '-n', 'pach-third', '--version', '1.13.4')).toBe('rights ok');
  },
);
