import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { GATE_NAMES } from '../../../src/packs/pachyderm/facts/gates.ts';
import { shellQuoted } from '../../../src/shell.ts';
import { run } from '../cli/run.ts';

const BESIDE = [
  ['1.7.14', '1.8.8'],
  ['1.8.8', '1.13.4'],
  ['1.9.12', '1.10.5'],
  ['1.11.9', '1.13.4'],
] as const;
const IN_ONE_NAMESPACE = [
  ['1.6.4', '1.6.10'],
  ['1.6.10', '1.7.0'],
  ['1.7.3', '1.7.14'],
  ['1.12.0', '1.12.5'],
  ['2.0.5', '2.11.6'],
] as const;

const BUCKETS = ['--old-bucket=s3://data', '--new-bucket=s3://clone', '--backup-bucket=s3://backups'];

async function runbook(from: string, to: string, ...flags: readonly string[]): Promise<string> {
  const argv = ['pachyderm', 'runbook', '--from', from, '--to', to, '--namespace=pach', ...flags];
  const { code, out, said } = await run(argv);
  expect({ code, said }).toEqual({ code: 0, said: '' });
  return out;
}

/** Runbooks that put other programs on the same data. */
const inPlace = (): Promise<readonly string[]> =>
  Promise.all([
    ...IN_ONE_NAMESPACE.filter(([from]) => from === '1.6.4' || from === '1.12.0').map(([from, to]) =>
      runbook(from, to, '--context=prod'),
    ),
    runbook('1.11.9', '1.13.4', '--in-place', '--context=prod'),
  ]);

const allRunbooks = (...flags: readonly string[]): Promise<readonly string[]> =>
  Promise.all([
    ...BESIDE.map(([from, to]) => runbook(from, to, '--new-namespace=pach-new', ...flags)),
    ...IN_ONE_NAMESPACE.map(([from, to]) => runbook(from, to, ...flags)),
    runbook('1.11.9', '1.13.4', '--in-place', ...flags),
  ]);

/** What a person pastes. */
const blocksOf = (text: string): readonly string[] =>
  [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);

/** The lines of all blocks, without comments. */
const linesOf = (text: string): readonly string[] =>
  blocksOf(text)
    .flatMap((block) => block.split('\n'))
    .filter((line) => line !== '' && !line.startsWith('#'));

/** For bash: every program of a runbook, here or not, writes down its arguments and succeeds. */
const RECORDED = [
  `command_not_found_handle() { printf '%s\\0' "$@" >> asked; }`,
  ...['kubectl', 'helm', 'phasegate', 'jq', 'aws', 'gsutil'].map(
    (name) => `${name}() { command_not_found_handle ${name} "$@"; }`,
  ),
].join('\n');

describe('commands of a runbook', () => {
  it('are valid bash', async () => {
    for (const text of await allRunbooks('--context', 'my prod', '--saved', "it's here", ...BUCKETS)) {
      const { status, stderr } = spawnSync('bash', ['-n'], {
        input: linesOf(text).join('\n'),
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    }
  });

  it('take a context and a folder as one word each, whatever they hold', async () => {
    const context = `$(touch pwned) \`touch pwned\`; touch pwned & 'a' "b" # *`;
    for (const text of await allRunbooks('--context', context, '--saved', `s ${context}`, ...BUCKETS)) {
      const folder = mkdtempSync(join(tmpdir(), 'phasegate-runbook-'));
      const script = `${RECORDED}\n${blocksOf(text).join('\n')}\nwait\n`;
      spawnSync('bash', [], { cwd: folder, input: script, env: { PATH: '/usr/bin:/bin' } });
      const asked = readFileSync(join(folder, 'asked'), 'utf8').split('\0');
      const contexts = asked.flatMap((word, index) =>
        /^--(?:kube-)?context$/.test(word) ? [asked[index + 1]] : [],
      );
      expect(new Set(contexts)).toEqual(new Set([context]));
      expect(readdirSync(folder)).not.toContain('pwned');
      rmSync(folder, { recursive: true });
    }
  });

  it('name the context, and the namespace but for cluster-wide objects', async () => {
    for (const text of [...(await allRunbooks('--context=prod')), ...(await allRunbooks())])
      for (const line of linesOf(text)) {
        for (const [command] of line.matchAll(/(?<![\w/-])(?:kubectl|helm (?:get|upgrade)) .*/g)) {
          if (command.startsWith('kubectl config current-context')) continue;
          expect(command).toMatch(/--(?:kube-)?context (?:prod|"\$CONTEXT")/);
          expect(
            / (?:clusterrolebinding|namespace pach|api-versions)\b/.test(command) ||
              command.includes('--namespace pach'),
          ).toBe(true);
        }
        if (/phasegate pachyderm verify/.test(line)) expect(line).toMatch(/--context \S+ --namespace pach/);
      }
  });

  it('lead every pachctl that talks to a server to one cluster by a variable', async () => {
    for (const text of await allRunbooks('--context=prod'))
      for (const [, before = '', words = ''] of linesOf(text)
        .join('\n')
        .matchAll(/(\S+ )?(?<!--pachctl )pachctl-[\d.]+ (.*)/g))
        if (!/^(?:config|deploy .*--dry-run|--)/.test(words))
          expect(`${before}${words}`).toMatch(
            /^(?:PACH_CONTEXT=phasegate-pach|(?:PACHD_)?ADDRESS=127\.0\.0\.1:)/,
          );
  });

  it('never undeploy, never extract to a URL, and never deploy by what is active', async () => {
    for (const text of await allRunbooks('--context=prod', ...BUCKETS)) {
      const lines = linesOf(text).join('\n');
      expect(lines).not.toMatch(/(?<!--)undeploy|--url|\bexport\b/);
      for (const [, deploy = ''] of lines.matchAll(/pachctl-[\d.]+ (deploy .*)/g))
        expect(deploy).toContain('--dry-run');
    }
  });

  it('have the verbs of the two versions', async () => {
    const lines = linesOf(await runbook('1.8.8', '1.13.4', '--new-namespace=pach-new')).join('\n');
    expect(lines).toContain('pachctl-1.8.8 list-pipeline --raw');
    expect(lines).toContain('pachctl-1.13.4 stop pipeline "$name"');
    expect(lines).toContain('pachctl-1.8.8 extract --no-objects >');
    expect(lines).not.toMatch(/pachctl-1\.8\.8 (?:list|stop|start) /);
    expect(linesOf(await runbook('1.6.10', '1.7.0')).join('\n')).toMatch(/pachctl-1\.6\.10 extract >/);
  });

  it('stop after a restore of 1.8.8 what was stopped, and start after one of 1.9.12 what ran', async () => {
    const restored = async (from: string): Promise<string> => {
      const text = await runbook(from, '1.13.4', '--new-namespace=pach-new');
      return text.slice(text.indexOf('. Restore\n'), text.indexOf('. Compare the pipelines\n'));
    };
    expect(await restored('1.8.8')).toMatch(/select\([^|]*\) \|.*pachctl-1\.13\.4 stop pipeline/);
    expect(await restored('1.8.8')).not.toContain('start pipeline');
    expect(await restored('1.9.12')).toMatch(/\| not\).*pachctl-1\.13\.4 start pipeline/);
    expect(await restored('1.9.12')).not.toContain('stop pipeline');
  });

  it('lead to a pachd with TLS by the name in its certificate, and forward no port to it', async () => {
    const flags = [
      ...['--new-namespace=pach-new', '--context=prod', '--ca-certs=my ca.pem'],
      ...[
        '--pachd-address=grpcs://old.example.org:30650',
        '--new-pachd-address=grpcs://new.example.org:30649',
      ],
    ];
    const lines = linesOf(await runbook('1.8.8', '1.13.4', ...flags)).join('\n');
    expect(lines).toContain(
      "PACHD_ADDRESS=old.example.org:30650 PACH_CA_CERTS='my ca.pem' pachctl-1.8.8 extract",
    );
    expect(lines).toContain(
      "PACH_CONTEXT=phasegate-pach-new PACHD_ADDRESS=grpcs://new.example.org:30649 PACH_CA_CERTS='my ca.pem' pachctl-1.13.4 restore",
    );
    expect(lines).not.toContain('port-forward');
    for (const line of lines.split('\n').filter((one) => / verify (?:paused|empty|restored) /.test(one)))
      expect(line).toMatch(
        /--pachd-address grpcs:\/\/(?:old|new)\.example\.org:306\d\d --ca-certs 'my ca\.pem'/,
      );
  });

  it('move the ports of either cluster, and those of one alone', async () => {
    const moves = async (...flags: readonly string[]) => {
      const text = await runbook('1.8.8', '1.13.4', '--new-namespace=pach-new', '--context=prod', ...flags);
      const lines = linesOf(text).filter((line) => line.includes('phasegate'));
      const sets = lines.flatMap((line) => {
        const [, asked] =
          /^(?:phasegate pachyderm verify )?(ports\S*|phasegate render) .*--port-set/.exec(line) ?? [];
        const whose = line.includes('--namespace pach ') || line.includes('< migration/old-') ? 'old' : 'new';
        const [, set] = /--port-set (\w+)/.exec(line) ?? [];
        return asked === undefined ? [] : [`${asked.replace('phasegate ', '')} ${whose} ${set}`];
      });
      return { text, sets };
    };
    expect((await moves()).sets).toEqual([
      'ports-free new migration',
      'render new migration',
      'ports new migration',
      'ports-free new normal',
      'render new normal',
      'ports new normal',
    ]);
    expect(await moves('--move-ports-of=new')).toEqual(await moves());
    const { text, sets } = await moves('--move-ports-of=old');
    expect(sets).toEqual([
      'ports-free old migration',
      'render old migration',
      'ports old migration',
      'ports-free new normal',
      'render new normal',
      'ports new normal',
    ]);
    // What the new cluster is compared with has the moved ports.
    expect(text.lastIndexOf('> migration/old-objects.yaml')).toBeGreaterThan(text.indexOf('old-moved.json'));
    expect(text.indexOf('. Resume the old cluster')).toBeLessThan(text.indexOf('. Move the old cluster to'));
  });

  it('delete no Deployment before the manifest of the next version is there', async () => {
    for (const [from, to] of [
      ['1.6.4', '1.6.10'],
      ['1.12.0', '1.12.5'],
    ] as const)
      expect(await runbook(from, to)).toMatch(
        /--dry-run > migration\/new\.json &&\n(?: {2}.* &&\n)+ {2}kubectl .* delete /,
      );
  });

  it('delete nothing before they know that the cluster takes the manifest, with the bucket that it has', async () => {
    for (const text of await inPlace()) {
      const part = text.slice(text.indexOf('. Deploy '));
      const order = [
        '--dry-run > migration/new.json &&',
        'any(.[]; .kind == "Deployment" and .metadata.name == "pachd")',
        'api-versions',
        'get secret pachyderm-storage-secret',
        ' delete service,',
      ].map((words) => part.indexOf(words));
      expect(order).not.toContain(-1);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });

  it.each([
    ['as it is', {}, true],
    ['with API versions that Kubernetes does not serve', { api: 'apps/v1beta1' }, false],
    ['with another bucket', { bucket: 'other' }, false],
    ['without a pachd', { name: 'dash' }, false],
    ['that is not there', { deploy: 'false' }, false],
  ])('delete the old pachd for a manifest %s, or leave it alone', async (_, change, isDeleted) => {
    const of = { api: 'apps/v1', bucket: 'data', name: 'pachd', ...change };
    const secret = (bucket: string) => ({
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'pachyderm-storage-secret' } },
      data: { 'amazon-bucket': Buffer.from(bucket).toString('base64'), 'amazon-region': 'eA==' },
    });
    const manifest = [
      { apiVersion: of.api, kind: 'Deployment', metadata: { name: of.name } },
      secret(of.bucket),
    ].map((one) => JSON.stringify(one));
    const stubs = `
      kubectl() { echo "$*" >> asked
        case "$*" in *api-versions*) printf 'v1\\napps/v1\\n' ;; *'get secret'*) echo ${shellQuoted(JSON.stringify(secret('data')))} ;; esac; }
      pachctl-1.12.5() { ${'deploy' in change ? change.deploy : `printf '%s' ${shellQuoted(manifest.join('\n'))}`}; }
      mkdir migration`;
    const text = await runbook('1.12.0', '1.12.5', '--context=prod');
    const part = text.slice(text.indexOf('. Deploy 1.12.5'), text.indexOf('. Compare'));
    const folder = mkdtempSync(join(tmpdir(), 'phasegate-runbook-'));
    const [, commands = ''] = blocksOf(part);
    spawnSync('bash', [], {
      cwd: folder,
      input: `${stubs}\n${commands}`,
      env: { PATH: process.env.PATH ?? '' },
    });
    const asked = existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8') : '';
    expect([/ delete /.test(asked), / apply /.test(asked)]).toEqual([isDeleted, isDeleted]);
    rmSync(folder, { recursive: true });
  });

  it('leave out of what they delete the secrets that users made for their pipelines', async () => {
    for (const text of await inPlace())
      expect(text).toContain(
        "delete service,replicationcontroller,deployment,serviceaccount,secret,statefulset --selector 'suite=pachyderm,secret-source!=pachyderm-user'",
      );
  });

  it('bring such secrets to the new cluster before the restore starts pipelines', async () => {
    for (const from of ['1.10.5', '1.11.9']) {
      const text = await runbook(from, '1.13.4', '--new-namespace=pach-new', '--context=prod');
      const copied = text.indexOf('--namespace pach get secret --selector secret-source=pachyderm-user');
      expect(copied).toBeGreaterThan(0);
      expect(copied).toBeLessThan(text.indexOf('. Restore\n'));
    }
    expect(await runbook('1.8.8', '1.13.4', '--new-namespace=pach-new')).toContain(
      'Secrets that pipelines mount are not in the backup',
    );
  });

  it('apply in a rolling update only what was rendered, over a pachd that is ready', async () => {
    const text = await runbook('1.6.10', '1.7.0', '--context=prod');
    expect(text).toContain(
      `jsonpath='{.spec.replicas} {.spec.strategy.type} {.status.readyReplicas}')" = "1 RollingUpdate 1"`,
    );
    expect(text).toMatch(/--dry-run > migration\/new\.json &&\n/);
    expect(text).toMatch(/apply --validate=false .* &&\n.*patch .* &&\n.*rollout status/);
  });

  it('end a step in one namespace where another cluster holds the normal ports', async () => {
    for (const [from, to] of IN_ONE_NAMESPACE)
      expect(linesOf(await runbook(from, to, '--context=prod')).join('\n')).toContain(
        `phasegate pachyderm verify ports-free --context prod --namespace pach --version ${to} --port-set normal`,
      );
  });

  it('lead back to the version before only within a minor', async () => {
    expect(await runbook('1.12.0', '1.12.5')).toContain('To go back: deploy 1.12.0 the same way.');
    expect(await runbook('1.11.9', '1.13.4', '--in-place')).toContain(
      'To go back: nothing shows that 1.11.9 reads what 1.13.4 wrote.',
    );
  });

  it('write passwords of a Helm release as they are', async () => {
    const text = await runbook('2.0.5', '2.11.6', '--context=prod');
    expect(text).toContain('jq --raw-input --slurp');
    const folder = mkdtempSync(join(tmpdir(), 'phasegate-runbook-'));
    const password = 'a"b\\tc$d`e\'f';
    const stub = `kubectl() { case "$*" in *password*) printf %s ${shellQuoted(Buffer.from(password).toString('base64'))} ;; *) printf eA== ;; esac; }\nhelm() { :; }`;
    const save = blocksOf(text.slice(text.indexOf('. Save values'), text.indexOf('. Pause and back up')));
    const ran = spawnSync('bash', [], {
      cwd: folder,
      input: `${stub}\n${save.join('\n')}`,
      env: { PATH: process.env.PATH ?? '' },
      encoding: 'utf8',
    });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const kept = parse(readFileSync(join(folder, 'migration/kept.yaml'), 'utf8'));
    expect(kept.global.postgresql).toEqual({
      postgresqlPassword: password,
      postgresqlPostgresPassword: password,
    });
    rmSync(folder, { recursive: true });
  });

  it('go on with a Helm release only where the file of kept words is there', async () => {
    expect(await runbook('2.0.5', '2.11.6')).toContain(
      `test -s migration/kept.yaml &&\n! grep '""' migration/kept.yaml`,
    );
  });

  it('take the rights of no other cluster in the same Kubernetes cluster', async () => {
    const gate = `test "$(kubectl --context prod get clusterrolebinding --output json | jq -r '.items[] | select(.roleRef.name == "pachyderm") | .subjects[]?.namespace' | sort -u)" = pach`;
    for (const [from, to] of IN_ONE_NAMESPACE.filter(([one]) => one.startsWith('1.')))
      expect(linesOf(await runbook(from, to, '--context=prod')).join('\n')).toContain(gate);
    // From 1.13.4 on, the binding has the name of the namespace.
    expect(await runbook('1.11.9', '1.13.4', '--in-place', '--context=prod')).not.toContain(gate);
  });

  it('bind the account again where pachctl names that of the namespace default', async () => {
    for (const [from, to] of [
      ['1.6.4', '1.6.10'],
      ['1.6.10', '1.7.0'],
    ] as const)
      expect(await runbook(from, to)).toMatch(/patch clusterrolebinding pachyderm .*"value":"pach"/);
    expect(await runbook('1.12.0', '1.12.5')).not.toContain('patch clusterrolebinding');
  });

  it('compare the new cluster with what the old one holds', async () => {
    for (const [from, to] of BESIDE) {
      const text = await runbook(from, to, '--new-namespace=pach-new');
      expect(text).toMatch(/phasegate render --phase adjacent .* --peer migration\/old-objects\.yaml /);
    }
  });

  it('forward no port that leads to another cluster already', async () => {
    for (const text of await allRunbooks('--context=prod')) {
      const lines = linesOf(text).join('\n');
      for (const [, port = ''] of lines.matchAll(/port-forward service\/pachd (\d+):/g)) {
        const check = lines.indexOf(`! (: </dev/tcp/127.0.0.1/${port}) 2>/dev/null`);
        expect(check).toBeGreaterThanOrEqual(0);
        expect(check).toBeLessThan(lines.indexOf(`port-forward service/pachd ${port}:`));
      }
    }
  });

  it('ask every gate that there is', async () => {
    const lines = linesOf(await runbook('1.8.8', '1.13.4', '--new-namespace=pach-new')).join('\n');
    for (const gate of GATE_NAMES) expect(lines).toContain(`phasegate pachyderm verify ${gate} `);
  });
});

describe('a runbook', () => {
  it.each([
    [['--new-namespace=pach'], /--new-namespace is the namespace of the old cluster/],
    [[], /--new-namespace is missing/],
    [['--new-namespace='], /is not a namespace/],
    [['--new-namespace=new', '--old-bucket=s3://a1', '--new-bucket=s3://a1/'], /bucket of the old cluster/],
    [['--new-namespace=new', '--new-bucket=s3://a1', '--backup-bucket=s3://a1'], /is a data bucket/],
    [['--new-namespace=new', '--old-bucket=s3://a1', '--new-bucket=gs://a1'], /different providers/],
    [['--new-namespace=new', '--old-bucket=s3://a1;x'], /is not a bucket/],
    [['--new-namespace=new', '--context='], /--context is empty/],
    [['--new-namespace=new', '--context=prod\ntouch pwned #'], /--context: "prod\\n.*control character/],
    [['--new-namespace=new', '--context=prod\rx'], /--context: .*control character/],
    [['--new-namespace=new', '--saved=here\n```\n'], /--saved: .*control character/],
    [['--new-namespace=new', '--saved='], /--saved is empty/],
    [['--new-namespace=new', '--move-ports-of=both'], /--move-ports-of: .*both.*old or new/],
    [['--new-namespace=new', '--new-pachd-address=grpcs://a:1'], /--new-pachd-address needs --ca-certs/],
  ])('is refused with %j', async (flags, said) => {
    const argv = ['pachyderm', 'runbook', '--from=1.8.8', '--to=1.13.4', '--namespace=pach', ...flags];
    const result = await run(argv);
    expect(result.code).toBe(2);
    expect(result.said).toMatch(said);
    expect(result.out).toBe('');
  });

  it('of a step in one namespace takes no other one', async () => {
    const result = await run([
      ...['pachyderm', 'runbook', '--from=1.6.10', '--to=1.7.0', '--namespace=pach', '--new-namespace=new'],
    ]);
    expect([result.code, result.said]).toEqual([2, expect.stringContaining('stays in one namespace')]);
  });
});
