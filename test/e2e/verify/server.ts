import type { TestContext } from 'vitest';
import { freePorts } from '../tools/free-ports.ts';
import type { Ports } from '../tools/loopback.ts';
import { objectsOf } from '../tools/manifest-objects.ts';
import { temporaryFolder } from '../tools/paths.ts';
import { renderSingleBinary } from '../tools/phasegate.ts';
import { type Pod, podOf } from '../tools/pod.ts';
import { type PyroscopeServer, startPyroscope } from '../tools/pyroscope-server.ts';

/** A data directory and the ports that one server after the other is started with. */
export interface Place {
  readonly program: string;
  readonly root: string;
  readonly ports: Ports;
  readonly onTestFinished: TestContext['onTestFinished'];
}

export async function newPlace(
  program: string,
  onTestFinished: TestContext['onTestFinished'],
): Promise<Place> {
  const root = await temporaryFolder(onTestFinished);
  const [http = 0, grpc = 0, raft = 0, memberlist = 0] = await freePorts(4);
  return { program, root, ports: { http, grpc, raft, memberlist }, onTestFinished };
}

/** Starts the single binary as phasegate renders it for a phase, or a change of that. */
export async function startPhase(
  place: Place,
  phase: string,
  change: (pod: Pod) => Pod = (pod) => pod,
): Promise<PyroscopeServer> {
  const pod = change(podOf(objectsOf(await renderSingleBinary(phase, place.root))));
  const server = await startPyroscope(place.program, pod, place);
  place.onTestFinished(() => server.process.stop());
  return server;
}

const nameOf = (arg: string): string => arg.split('=', 1)[0] ?? '';

/** Adds args, each instead of the rendered one of its name. */
export function withArgs(pod: Pod, ...args: readonly string[]): Pod {
  const names = args.map(nameOf);
  return { ...pod, args: [...pod.args.filter((arg) => !names.includes(nameOf(arg))), ...args] };
}

/** Points the server at another metastore, through its config file: the flag is that of this process on loopback. */
export function withMetastoreAt(pod: Pod, address: string): Pod {
  const file = '/etc/pyroscope/config.yaml';
  const config = `${pod.files[file] ?? ''}\nmetastore:\n  address: ${address}\n`;
  const args = pod.args.filter((arg) => nameOf(arg) !== '-metastore.address');
  return { ...pod, args, files: { ...pod.files, [file]: config } };
}
