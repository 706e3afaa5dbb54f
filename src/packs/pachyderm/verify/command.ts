import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { oneOf, readCommandLine, usageError } from '../../../command-line.ts';
import type { ClusterAddress } from '../../../live/cluster.ts';
import type { Terminal } from '../../../pack.ts';
import { GATE_NAMES, type GateName, gateNeeds } from '../facts/gates.ts';
import type { SecurePachd } from '../facts/pachctl.ts';
import { PORT_SETS } from '../facts/ports.ts';
import { DEFAULT_FOLDER } from '../facts/saved.ts';
import { DEFAULT_RANGE, SETTINGS } from '../facts/settings.ts';
import { readNamespace, readSecure, readVersion, readWord } from '../guide/flags.ts';
import { type Answer, CannotAsk } from './answer.ts';
import { Asking, currentContext } from './asking.ts';
import { VERIFY_SHAPE, type VerifyFlags } from './flags.ts';
import { backupIsWhole } from './gates/backup.ts';
import { empty, noOpenCommit } from './gates/commits.ts';
import { paused, pipelinesAsSaved } from './gates/pipelines.ts';
import { type AskedPorts, portsFree, portsOnSet } from './gates/ports.ts';
import { restored } from './gates/restored.ts';
import { rights } from './gates/rights.ts';
import { SavedFolder } from './saved.ts';

const FORMATS = ['text', 'json'] as const;

/** All that a gate may look at. */
interface Asked {
  readonly asking: Asking;
  readonly saved: SavedFolder;
  readonly namespace: string;
  readonly version: string;
  readonly ports: AskedPorts;
}

const RUN: Readonly<Record<GateName, (asked: Asked) => Promise<Answer>>> = {
  pipelines: ({ asking, saved }) => pipelinesAsSaved(asking, saved),
  paused: ({ asking }) => paused(asking),
  'no-open-commit': ({ asking }) => noOpenCommit(asking),
  backup: ({ saved, version }) => backupIsWhole(saved, version),
  'ports-free': ({ asking, ports, version }) => portsFree(asking, ports, version),
  ports: ({ asking, ports }) => portsOnSet(asking, ports),
  rights: ({ asking, namespace, version }) => rights(asking, namespace, version),
  empty: ({ asking }) => empty(asking),
  restored: ({ asking, saved }) => restored(asking, saved),
};

/** @throws EarlyExit */
function readPorts(gate: GateName, flags: VerifyFlags, namespace: string): AskedPorts {
  const range = flags.nodePortRange ?? DEFAULT_RANGE;
  const wrong = SETTINGS.find(({ name }) => name === 'nodePortRange')?.check?.(range);
  if (wrong !== undefined) throw usageError(`--node-port-range: ${JSON.stringify(range)} ${wrong}`);
  if (gateNeeds(gate, 'portSet') && flags.portSet === undefined)
    throw usageError(`--port-set is missing; ${gate} needs it`);
  return { namespace, range, set: oneOf(PORT_SETS, flags.portSet ?? 'normal', '--port-set', 'set of ports') };
}

async function answerOf(gate: GateName, asked: Asked): Promise<Answer> {
  try {
    return await RUN[gate](asked);
  } catch (error) {
    if (error instanceof CannotAsk) return error.answer;
    throw error;
  }
}

/** pachctl passes over certificates that it cannot read, and goes on without TLS. @throws EarlyExit */
function withCertificates({ address, caCerts }: SecurePachd, { cwd }: Terminal): SecurePachd {
  const file = resolve(cwd, caCerts);
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw usageError(`--ca-certs: ${caCerts} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw usageError(`--ca-certs: ${caCerts} holds no certificate in PEM`);
  return { address, caCerts: file };
}

/** `phasegate pachyderm verify GATE`. @returns 0 where the gate is proven, else 1 @throws EarlyExit */
export async function verify(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { flags, args } = readCommandLine(argv, VERIFY_SHAPE);
  const [word, ...others] = args;
  if (word === undefined) throw usageError(`name a gate: ${GATE_NAMES.join(', ')}`);
  if (others.length > 0) throw usageError(`verify takes one gate: ${args.join(' ')}`);
  const gate = oneOf(GATE_NAMES, word, 'verify', 'gate');
  const format = oneOf(FORMATS, flags.format ?? 'text', '--format', 'format');
  const namespace = readNamespace(flags.namespace, '--namespace');
  const needsVersion = gateNeeds(gate, 'version') || gateNeeds(gate, 'pachctl');
  const version = needsVersion ? readVersion(flags.version, '--version') : undefined;
  if (version?.startsWith('2.') && gateNeeds(gate, 'pachctl'))
    throw usageError(`--version: ${gate} asks 1.x; for ${version}, compare by hand`);
  const ports = readPorts(gate, flags, namespace);
  const kubeContext =
    flags.context === undefined
      ? gate === 'backup'
        ? undefined
        : await currentContext(terminal, flags.kubeconfig)
      : readWord(flags.context, '--context');
  const address: ClusterAddress = {
    namespace,
    ...(kubeContext !== undefined && { kubeContext }),
    ...(flags.kubeconfig !== undefined && { kubeconfig: flags.kubeconfig }),
  };
  const { pachdAddress, caCerts, pachContext, pachctl: program = 'pachctl' } = flags;
  const secure = gateNeeds(gate, 'pachctl') ? readSecure(pachdAddress, caCerts, version ?? '') : undefined;
  const asking = new Asking(
    { address, version, program, pachContext, secure: secure && withCertificates(secure, terminal) },
    terminal,
  );
  try {
    const saved = new SavedFolder(terminal.cwd, flags.saved ?? DEFAULT_FOLDER);
    const answer = await answerOf(gate, { asking, saved, namespace, version: version ?? '', ports });
    terminal.writeOut(format === 'json' ? jsonOf(gate, address, answer) : textOf(gate, answer));
    return answer.status === 'ok' ? 0 : 1;
  } finally {
    await asking.close();
  }
}

const textOf = (gate: GateName, { status, seen, fix }: Answer): string =>
  `${gate}: ${status}: ${seen}\n${fix === undefined ? '' : `  do:  ${fix}\n`}`;

const jsonOf = (gate: GateName, { namespace, kubeContext }: ClusterAddress, answer: Answer): string =>
  `${JSON.stringify({ gate, context: kubeContext, namespace, ...answer })}\n`;
