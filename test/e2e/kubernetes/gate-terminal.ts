import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { phasegateProgram } from '../tools/paths.ts';
import { type Finished, run } from '../tools/run.ts';
import { until } from './until.ts';

type Env = Readonly<Record<string, string>>;

/** The built phasegate without a shell around it, whose own exit code and signals are looked at. */
export function phasegate(env: Env, args: readonly string[], stdin = ''): Promise<Finished> {
  return run(process.execPath, [phasegateProgram, ...args], { env, stdin, timeoutMs: 120_000 });
}

/** What a person pastes into a terminal. */
export function paste(env: Env, command: string): Promise<Finished> {
  return run('/bin/sh', ['-c', command], { env, timeoutMs: 120_000 });
}

/** A phasegate that was ended by Ctrl-C. */
export interface Interrupted {
  readonly status: number | null;
  readonly stderr: string;
  /** The helm and kubectl that it had under way, as `ps` shows them. */
  readonly children: readonly string[];
  /** Those that are still there. */
  readonly left: readonly string[];
  readonly milliseconds: number;
}

/** Presses Ctrl-C as soon as phasegate runs a child that the pattern fits. */
export async function interruptOnceItRuns(
  env: Env,
  args: readonly string[],
  program: RegExp,
): Promise<Interrupted> {
  const child = spawn(process.execPath, [phasegateProgram, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const seen = async (): Promise<readonly Running[] | undefined> => {
    const running = childrenOf(child.pid ?? 0, await processes());
    return running.some(({ command }) => program.test(command)) ? running : undefined;
  };
  try {
    const children = await until(`phasegate runs ${program}`, seen, { lastSeen: () => stderr });
    const pressed = performance.now();
    child.kill('SIGINT');
    const [status] = (await ended) as [number | null];
    const milliseconds = performance.now() - pressed;
    const left = await leftOf(children);
    return { status, stderr, milliseconds, children: children.map(commandOf), left: left.map(commandOf) };
  } finally {
    child.kill('SIGKILL');
  }
}

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** The kernel takes a moment to clear away what was killed. */
async function leftOf(children: readonly Running[]): Promise<readonly Running[]> {
  let left = children;
  const areGone = async (): Promise<true | undefined> => {
    const pids = new Set((await processes()).map(({ pid }) => pid));
    left = children.filter(({ pid }) => pids.has(pid));
    return left.length === 0 ? true : undefined;
  };
  await until('they are gone', areGone, { seconds: 3 }).catch(() => undefined);
  return left;
}

const commandOf = ({ command }: Running): string => command;

async function processes(): Promise<readonly Running[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=,stat=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    // A zombie runs no more; whoever adopted it has not looked yet.
    return pid === undefined || state.startsWith('Z')
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

function childrenOf(parent: number, all: readonly Running[]): readonly Running[] {
  const own = all.filter((one) => one.parent === parent);
  return own.flatMap((one) => [one, ...childrenOf(one.pid, all)]);
}
