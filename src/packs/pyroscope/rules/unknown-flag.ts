import type { Report } from '../../../lint/finding.ts';
import { nearest } from '../../../nearest.ts';
import { flagsNearby, isSurelyUnknown, serversKnowing, serversRead } from '../facts/flags.ts';
import type { ComponentValues } from '../values/component-values.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { bare, dashedArg } from './shared/dashed-arg.ts';
import { namesOf, type WrittenArg, writtenArgs } from './shared/extra-args.ts';
import { judges } from './shared/own-server.ts';
import { isServerCertain, serverKnowledge, severityOfUnknown } from './shared/server-certainty.ts';
import { isV1ModuleFlag } from './shared/v1-module-flags.ts';

const args = (text: string): string => `pyroscope:\n  extraArgs:\n    ${text}\n`;

const doesNotKnow = (flag: string, { server }: ComponentValues, chart: string): boolean =>
  serverKnowledge(server) !== 'older' && judges(server, chart).every((one) => isSurelyUnknown(flag, one));

function knownTo(flag: string): string {
  const servers = serversKnowing(flag);
  const [first, last] = [servers[0], servers.at(-1)];
  if (first === undefined || last === undefined) return '';
  return first === last ? `server ${first}` : `each from ${first} to ${last}`;
}

function unknown(arg: WrittenArg, { chart }: PyroscopeChange): readonly Report[] {
  const flag = bare(arg.flag);
  const components = arg.components.filter((one) => doesNotKnow(flag, one, chart));
  const [first] = components;
  if (first === undefined) return [];
  const reported = {
    kind: 'unknown',
    flag,
    key: arg.flag,
    server: first.server,
    components: namesOf(components),
    knownTo: knownTo(flag),
    near: nearest(flag, flagsNearby(first.server)) ?? '',
    newest: serverKnowledge(first.server) === 'newer' ? (serversRead().at(-1) ?? '') : '',
  };
  const severity = severityOfUnknown(first.server, components.some(isServerCertain));
  return [{ at: arg.node, on: 'key', args: reported, severity }];
}

/** What v1 modules are called on 2.x is another rule's. */
const isOthers = (flag: string, { chartMajor }: PyroscopeChange): boolean =>
  chartMajor >= 2 && isV1ModuleFlag(flag);

function check(values: PyroscopeChange): readonly Report[] {
  const written = writtenArgs(values).filter(({ node }) => node.kind === 'scalar' && node.value !== null);
  return written.flatMap((arg) => {
    if (isOthers(bare(arg.flag), values)) return [];
    const reports = unknown(arg, values);
    return reports.length > 0 ? reports : dashedArg(arg, values);
  });
}

export const unknownFlag: PyroscopeRule = {
  id: 'unknown-flag',
  severity: 'error',
  summary: 'extraArgs hold a flag that the server does not know: it exits at start',
  why: `Each key of \`extraArgs\` becomes a flag, and a server exits at one it does not know:
\`flag provided but not defined: -x\`, seen on servers 1.15.0 to 2.2.1. Which flags a server has was read off \`-help-all\`
of seven servers; between two of them a flag counts as known where either knows it. It is a warning where the image is
not grafana/pyroscope or its tag is no version, and for your information
where the server is newer than all of them. Flags of v2 without v2 on 1.x are another rule's.

Keys stand without dashes: \`--x\` makes \`---x\`, which server 1.21.0 refused with \`bad flag syntax\`; \`-x\` makes \`--x\`,
which is taken, yet it does not replace a flag of that name that the chart writes, and the later one wins.`,
  since: '0.2.0',
  sources: [
    'servers 1.15.0, 1.18.0, 1.19.1, 1.20.3, 1.21.0, 2.0.1 and 2.2.1, -help-all',
    'server 1.21.0, started',
  ],
  valid: [
    { values: args('log.level: info') },
    { values: args('-server.http-listen-port: 4041') },
    { chart: '1.21.0', values: args('write-path.segment-writer-weight: 1') },
    { chart: '2.1.0', values: args('admin-server.mode: exclusive') },
    { chart: '1.14.0', values: args('no.such-flag: 1') },
    { values: args('no.such-flag: null') },
    { values: `${args('admin-server.mode: exclusive')}  image:\n    tag: 1.21.0\n` },
    { values: args('all.enable-v1-read-path: false') },
  ],
  invalid: [
    { values: args('log.levl: info'), at: 'pyroscope.extraArgs.log\\.levl' },
    {
      chart: '2.0.1',
      values: args('admin-server.mode: exclusive'),
      at: 'pyroscope.extraArgs.admin-server\\.mode',
    },
    {
      chart: '1.21.0',
      values: args('architecture.storage: v1'),
      at: 'pyroscope.extraArgs.architecture\\.storage',
    },
    {
      values: `${args('no.such-flag: 1')}  image:\n    tag: latest\n`,
      at: 'pyroscope.extraArgs.no\\.such-flag',
    },
    { values: `${args('new.flag: 1')}  image:\n    tag: 9.0.0\n`, at: 'pyroscope.extraArgs.new\\.flag' },
    {
      values: args('--log.level: info'),
      at: 'pyroscope.extraArgs.--log\\.level',
      fixed: args('log.level: info'),
    },
    {
      values: args('-log.level: info'),
      at: 'pyroscope.extraArgs.-log\\.level',
      fixed: args('log.level: info'),
    },
  ],
  message: ({ kind, flag, key, server, components, knownTo, near, newest }) => {
    if (kind === 'refused') {
      return {
        what: `extraArgs key "${key}" starts with dashes: the chart renders ---${flag}`,
        why: `the server exits at start: bad flag syntax: ---${flag}`,
        remedy: `write the key without dashes: ${flag}`,
      };
    }
    if (kind === 'beside') {
      return {
        what: `extraArgs key "${key}" starts with a dash: it does not replace ${flag} but stands beside it`,
        why: 'the flag is then given twice, and the later one wins, which is the one without the dash',
        remedy: `write the key without a dash: ${flag}`,
      };
    }
    const remedy =
      near === '' ? `take "${key}" out of extraArgs` : `did you mean "${near}"? Else take "${key}" out`;
    if (newest !== '') {
      return {
        what: `server ${newest}, the newest known, has no flag -${flag}`,
        why: `server ${server} (${components}) may have it; if not, it exits at start: flag provided but not defined: -${flag}`,
        remedy: `look at its -help-all; ${remedy}`,
      };
    }
    return {
      what: `server ${server} (${components}) knows no flag -${flag}${knownTo === '' ? '' : ` (${knownTo} does)`}`,
      why: `the server exits at start: flag provided but not defined: -${flag}`,
      remedy,
    };
  },
  check,
};
