import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usageError } from '../../../command-line.ts';
import { addressText, type ClusterAddress, kubectlFlags } from '../../../live/cluster.ts';
import { field, listOf, readJson, textOf } from '../../../live/json.ts';
import { askedOf } from '../../../live/kubectl.ts';
import { openForward } from '../../../live/port-forward.ts';
import { type LiveProblem, type RunFailure, runProblem, showable } from '../../../live/problems.ts';
import { ChildProcesses } from '../../../live/processes.ts';
import { type LiveSetup, runProgram } from '../../../live/run-program.ts';
import type { Terminal } from '../../../pack.ts';
import { err, type Result } from '../../../result.ts';
import { shellWord } from '../../../shell.ts';
import { type Pachctl, pachctlOf, type SecurePachd } from '../facts/pachctl.ts';
import { CannotAsk } from './answer.ts';
import { readHeldPorts } from './records.ts';

/** Which cluster is asked, and with which pachctl. */
export interface AskedCluster {
  readonly address: ClusterAddress;
  /** Undefined where a gate does not ask pachctl. */
  readonly version: string | undefined;
  readonly program: string;
  readonly pachContext: string | undefined;
  /** Where pachd has TLS; else a port-forward goes to its pod. */
  readonly secure?: SecurePachd | undefined;
}

const TIMEOUT = 60_000;
const GRACE = 2_000;
/** Where pachd of every 1.x listens. */
const PACHD_PORT = 650;

/** A cluster, asked by the user's own kubectl and pachctl. Nothing here changes it. */
export class Asking {
  /** What pachctl writes while it is asked; removed by `close`. */
  readonly scratch = mkdtempSync(join(tmpdir(), 'phasegate-pachyderm-'));
  private readonly setup: LiveSetup;
  private readonly said: string;
  private pachctlChildren: ChildProcesses | undefined;

  constructor(
    private readonly cluster: AskedCluster,
    private readonly terminal: Terminal,
  ) {
    this.setup = {
      address: cluster.address,
      programs: { helm: 'helm', kubectl: 'kubectl' },
      children: this.children(terminal.env),
      timeout: TIMEOUT,
    };
    this.said = addressText(cluster.address);
  }

  /** The pachctl of the cluster's version. @throws CannotAsk where nobody said which */
  get pachctl(): Pachctl {
    const { version } = this.cluster;
    if (version === undefined) throw new CannotAsk('the version is not known', 'pass --version');
    return pachctlOf(version);
  }

  /** What kubectl prints, as JSON. @throws CannotAsk */
  async kubectlJson(...words: readonly string[]): Promise<unknown> {
    const args = [...words, '--output=json'];
    const ran = await this.kubectl(...args);
    if (!ran.ok) throw this.cannotAsk(ran.error, args);
    const json = readJson(ran.value, ['kubectl', ...args].join(' '));
    if (!json.ok) throw new CannotAsk(json.error.what, json.error.remedy);
    return json.value;
  }

  /** Whether kubectl answers yes. @throws CannotAsk where it does not answer */
  async kubectlSaysYes(...words: readonly string[]): Promise<boolean> {
    const ran = await this.kubectl(...words);
    if (ran.ok) return true;
    // `kubectl auth can-i` says no by its exit code, and an error by that and by words.
    if (ran.error.kind === 'failed' && !/error|forbidden|unable/i.test(ran.error.stderr)) return false;
    throw this.cannotAsk(ran.error, words);
  }

  /** What pachctl prints. @throws CannotAsk where it cannot be run; what it refuses is an answer */
  async pach(...words: readonly string[]): Promise<Result<string, string>> {
    if (this.pachctlChildren === undefined) {
      const children = await this.connect();
      this.checkVersions(await this.ask(children, ['version'], TIMEOUT));
    }
    return this.ask(await this.connect(), words);
  }

  private async ask(
    children: ChildProcesses,
    words: readonly string[],
    timeout = 10 * TIMEOUT,
  ): Promise<Result<string, string>> {
    const { program } = this.cluster;
    this.tell(program, words);
    const ran = await runProgram({ program, args: words, timeout }, children);
    if (ran.ok) return ran;
    const { error } = ran;
    if (error.kind === 'failed') return err(showable(lastWords(error.stderr)) || error.ending);
    throw new CannotAsk(...notRun(error, program));
  }

  /** Ends every program, and removes what was written. */
  async close(): Promise<void> {
    await this.pachctlChildren?.endAll();
    await this.setup.children.endAll();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private async kubectl(...words: readonly string[]): Promise<Result<string, RunFailure>> {
    const { address, children, programs } = this.setup;
    const args = [...words, ...kubectlFlags(address), `--request-timeout=${TIMEOUT}ms`];
    this.tell('kubectl', words);
    return runProgram({ program: programs.kubectl, args, timeout: TIMEOUT + 1_000 }, children);
  }

  /**
   * A port-forward of kubectl leads pachctl, so that the cluster is the one of --context and --namespace, whatever pachctl has as
   * its active context (audit D-46).
   */
  private async connect(): Promise<ChildProcesses> {
    if (this.pachctlChildren !== undefined) return this.pachctlChildren;
    const pods = await this.kubectlJson('get', 'pods', '--selector=suite=pachyderm,app=pachd');
    const pod = listOf(field(pods, 'items')).find(isReady);
    if (pod === undefined)
      throw new CannotAsk('no pod of pachd is ready', 'check --namespace, and kubectl get pods');
    const { secure } = this.cluster;
    if (secure !== undefined) {
      await this.checkAddress(secure.address);
      this.pachctlChildren = this.children(this.environment(Object.fromEntries(this.pachctl.secure(secure))));
      return this.pachctlChildren;
    }
    const name = textOf(field(pod, 'metadata', 'name'));
    this.tell('kubectl', ['port-forward', `pod/${name}`, `:${PACHD_PORT}`]);
    const forward = await openForward(this.setup, name, PACHD_PORT);
    if (!forward.ok) throw asCannotAsk(forward.error);
    this.pachctlChildren = this.children(
      this.environment({ [this.pachctl.addressVariable]: new URL(forward.value.base).host }),
    );
    return this.pachctlChildren;
  }

  /** Two clusters answer on one host, each on its own nodePort. @throws CannotAsk where the port is of another namespace */
  private async checkAddress(address: string): Promise<void> {
    const { namespace } = this.cluster.address;
    const number = Number(address.split(':').at(-1));
    const held = readHeldPorts(await this.kubectlJson('get', 'services', '--all-namespaces'));
    const other = held.find((port) => port.number === number);
    if (other !== undefined && other.namespace !== namespace)
      throw new CannotAsk(
        `port ${number} is a nodePort of Service ${other.service} in namespace ${other.namespace}`,
        'pass the address of this cluster as --pachd-address',
      );
  }

  /**
   * A program that prints nothing, or a pachctl that does not read what pachd says, would pass for an empty cluster.
   * @param said of `pachctl version` @throws CannotAsk
   */
  private checkVersions(said: Result<string, string>): void {
    const { program, version } = this.cluster;
    if (!said.ok) throw new CannotAsk(`pachctl version failed: ${said.error}`, 'run it by hand');
    const [client, server] = ['pachctl', 'pachd'].map(
      (component) => new RegExp(`^${component}\\s+v?(\\d+\\.\\d+\\.\\d+)`, 'm').exec(said.value)?.[1],
    );
    if (client === undefined || server === undefined)
      throw new CannotAsk(
        `${program} version names no version of ${client === undefined ? 'pachctl' : 'pachd'}`,
        'check --pachctl',
      );
    if (client !== version || server !== version)
      throw new CannotAsk(
        `pachctl is ${client} and pachd is ${server}, and --version is ${version}`,
        'check --namespace and --context, and pass the pachctl of that version as --pachctl',
      );
  }

  /** @param variables that lead to pachd */
  private environment(variables: Terminal['env']): Terminal['env'] {
    const { pachctl } = this;
    const { pachContext } = this.cluster;
    return {
      ...this.terminal.env,
      ADDRESS: undefined,
      PACHD_ADDRESS: undefined,
      PACH_CONTEXT: pachContext,
      // pachctl notes the cluster that it meets in its active context: in that of another cluster, it would be wrong.
      ...(pachContext === undefined && pachctl.has('contexts') && { PACH_CONFIG: writeConfig(this.scratch) }),
      ...variables,
    };
  }

  private children(env: Terminal['env']): ChildProcesses {
    const { cwd, interrupted: signal } = this.terminal;
    return new ChildProcesses({ signal, env, cwd, grace: GRACE });
  }

  private tell(program: string, words: readonly string[]): void {
    this.terminal.writeError(`${this.said}: ${[program, ...words].map(shellWord).join(' ')}\n`);
  }

  private cannotAsk(failure: RunFailure, words: readonly string[]): CannotAsk {
    const [verb = '', ...args] = words;
    return asCannotAsk(runProblem(failure, askedOf(this.setup, verb, args)));
  }
}

/** One that pachctl made itself would have it report its use: a request to the internet per command, and a wait without one. */
function writeConfig(folder: string): string {
  const file = join(folder, 'config.json');
  const v2 = { active_context: 'default', contexts: { default: {} }, metrics: false };
  writeFileSync(file, JSON.stringify({ user_id: randomUUID().replaceAll('-', ''), v2 }), { mode: 0o600 });
  return file;
}

const asCannotAsk = ({ what, remedy }: LiveProblem): CannotAsk => new CannotAsk(what, remedy);

const isReady = (pod: unknown): boolean =>
  field(pod, 'status', 'phase') === 'Running' &&
  listOf(field(pod, 'status', 'conditions')).some(
    (one) => field(one, 'type') === 'Ready' && field(one, 'status') === 'True',
  );

/** Warnings, as of the variable of the address, come before what went wrong. */
const lastWords = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^WARNING: '?PACHD_ADDRESS/.test(line))
    .join(' ');

function notRun(failure: RunFailure, program: string): [what: string, remedy: string] {
  switch (failure.kind) {
    case 'missing':
      return [`${program} is not on PATH`, 'install the pachctl of that version, and pass it as --pachctl'];
    case 'not-started':
      return [`${program} cannot be started: ${failure.reason}`, 'check --pachctl'];
    case 'timed-out':
      return [
        `${program} gave no answer within ${failure.milliseconds / 1000} s`,
        'check pachd, and ask again',
      ];
    case 'too-much-output':
      return [`${program} printed more than ${failure.bytes} bytes`, 'check by hand'];
    default:
      return [`${program} was interrupted`, 'ask again'];
  }
}

/** The context that kubectl would use; asked once, so that it cannot change between two commands. @throws EarlyExit */
export async function currentContext(terminal: Terminal, kubeconfig: string | undefined): Promise<string> {
  const { env, cwd, interrupted: signal } = terminal;
  const children = new ChildProcesses({ signal, env, cwd, grace: GRACE });
  const file = kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`];
  try {
    const args = ['config', 'current-context', ...file];
    const ran = await runProgram({ program: 'kubectl', args, timeout: TIMEOUT }, children);
    if (ran.ok && ran.value.trim() !== '') return ran.value.trim();
    throw usageError('kubectl names no current context; pass --context');
  } finally {
    await children.endAll();
  }
}
