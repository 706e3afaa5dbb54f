import { majorOf } from '../../../chart/versions.ts';
import {
  type Known,
  known,
  likely,
  type Path,
  type Place,
  type Tree,
  type Violation,
} from '../../../pack.ts';
import { configType } from '../facts/config.ts';
import { configTakes } from '../facts/value-checks.ts';
import { type PyroscopeComponent, type PyroscopeRule, type PyroscopeState, seesAll } from '../read/facts.ts';
import { readsOwnConfig, serversOf } from '../read/servers.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const EXPAND = 'config.expand-env';

const PERIOD = `limits:\n  retention_period: \${PERIOD}\n`;
const structured = `pyroscope:\n  structuredConfig:\n${PERIOD.replace(/^(?=.)/gm, '    ')}`;
const rendered = (config: string, ...args: readonly string[]): string =>
  oneBinary('2.2.1', { args: [...args, ...PHASE_FLAGS_2.v2] }, { config });

/** What servers put in from their environment, with -config.expand-env: `${NAME}`, `${NAME:default}`. */
const VARIABLE = /\$\{(?<name>[A-Za-z_]\w*)[^}]*\}/;

/**
 * What servers that expand variables exit at: no name behind `${`, or neither `}` nor an operator behind the name. `$${` is
 * the text `${`.
 */
const BROKEN = /(?<!\$)\$\{(?:[}\s]|$|#?\w+(?:[\s.-]|$))/m;

/** Whether every server of the release refuses a text at a key: it exits at start. */
function isRefused(state: PyroscopeState, path: Path, text: string): boolean {
  const servers = [...serversOf(state).keys()];
  return (
    servers.length > 0 &&
    servers.every((server) => {
      const type = configType(path.map(String), server);
      return type !== undefined && !configTakes(type, { type: 'text', text }, majorOf(server) < 2);
    })
  );
}

/** `-config.expand-env` alone is true; Go takes these texts for false. */
const OFF: ReadonlySet<string> = new Set(['false', 'False', 'FALSE', 'f', 'F', '0']);

/** Whether a component surely takes its configuration as it is written. */
function takesAsWritten(component: PyroscopeComponent): boolean {
  const said = component.flags[EXPAND];
  return !readsOwnConfig(component) && (said === undefined || (said.sure && OFF.has(said.value)));
}

/** Whether a component surely expands variables in the configuration of the release. */
function expands(component: PyroscopeComponent): boolean {
  const said = component.flags[EXPAND];
  return !readsOwnConfig(component) && said?.sure === true && !OFF.has(said.value);
}

const DOUBT =
  'The server would take the text as it is. Values of one file do not show whether another file sets the flag, or something fills the variable in before Helm.';

/** A value of the server's configuration. */
interface Written {
  readonly path: Path;
  readonly text: string;
  readonly place: Place;
}

/** What is filled in before Helm is not sure in values: the text is that of the value behind its place. */
function textOf(said: Known<string>): string {
  const node = said.place?.in === 'values' ? said.place.node : undefined;
  return likely(said) ?? (node?.kind === 'scalar' ? String(node.value) : '');
}

function writtenIn(config: Tree, above: Path = []): readonly Written[] {
  return config.keys(...above).flatMap((key) => {
    const path = [...above, key];
    const type = config.type(...path);
    if (type === 'map' || type === 'list') return writtenIn(config, path);
    const said = config.at(...path);
    return said?.place ? [{ path, text: textOf(said), place: said.place }] : [];
  });
}

/** A key that takes no text keeps the server from starting. */
function severityOf(now: PyroscopeState, isFatal: boolean): Pick<Violation, 'severity' | 'why'> {
  if (!seesAll(now)) return { severity: 'info', why: DOUBT };
  return isFatal ? { severity: 'error', why: 'The server exits at start: the key takes no such text.' } : {};
}

export const configVariableNotExpanded: PyroscopeRule = {
  id: 'config-variable-not-expanded',
  severity: 'warning',
  isIndependent: true,
  yieldsTo: 'ignore',
  summary:
    'the configuration names an environment variable, and the server does not expand it or cannot read it',
  why: 'The server takes the text as it is: a bucket or key of that name, and where the key takes no string it exits at start.',
  details: `Servers put environment variables into their configuration only with \`-config.expand-env\`. Without it, server 2.2.1 exited
on \`limits.retention_period: \${PERIOD}\` (\`not a valid duration string: "\${PERIOD}"\`), and started with a bucket that was
named \`\${BUCKET}\`.

With the flag, the servers exit at a \`\${\` without a name or a closing brace, wherever it stands, as in \`\${KEY\` or \`\${KEY-x}\`.

It is an error where the key takes no such text, and the server exits. For a values file that may not be all of its release it is
an info: another file may set the flag, and Flux or envsubst may fill the variable in before Helm. With \`-f\` for each file of the
release, and in render, nothing does.`,
  sources: ['servers 1.21.0 and 2.2.1, started with and without the flag'],
  get good() {
    return [
      { values: `${structured}  extraArgs:\n    config.expand-env: true\n` },
      { values: structured.replace(`\${PERIOD}`, '31d') },
      { values: structured.replace(`\${PERIOD}`, '"{{ .Values.mine }}"') },
      { values: `pyroscope:\n  extraArgs:\n    log.level: \${LEVEL}\n` },
      { manifests: rendered(PERIOD, '-config.expand-env=true'), asked: { phase: 'v2' } },
      ...['{KEY:-x}', '{KEY/a/b}', '{#KEY}', 'KEY', '', '(KEY)', `\${KEY`, `{KEY:-\${B}}`].map((text) => ({
        manifests: rendered(`storage:\n  s3:\n    access_key_id: $${text}\n`, '-config.expand-env=true'),
        asked: { phase: 'v2' },
      })),
      { manifests: rendered(PERIOD, '-config.file=/own/config.yaml'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: structured, at: 'pyroscope.structuredConfig.limits.retention_period' },
      {
        values: `${structured}  extraArgs:\n    config.expand-env: "false"\n`,
        at: 'pyroscope.structuredConfig.limits.retention_period',
      },
      {
        values: `pyroscope:\n  config: |\n    storage:\n      s3:\n        endpoint: https://\${HOST}\n`,
        at: 'pyroscope.config',
      },
      {
        values: `pyroscope:\n  structuredConfig:\n    memberlist:\n      join_members: [a, "\${MEMBER}"]\n`,
        at: 'pyroscope.structuredConfig.memberlist.join_members.1',
      },
      {
        values: `pyroscope:\n  extraArgs:\n    config.expand-env: true\n  structuredConfig:\n    storage:\n      s3:\n        access_key_id: "\${KEY"\n`,
        at: 'pyroscope.structuredConfig.storage.s3.access_key_id',
      },
      ...['{KEY', '{}', '{', '{KEY.a}', '{KEY-x}', '{KEY :-x}'].map((text) => ({
        manifests: rendered(`storage:\n  s3:\n    access_key_id: "$${text}"\n`, '-config.expand-env=true'),
        asked: { phase: 'v2' },
        at: 'access_key_id',
      })),
      { manifests: rendered(PERIOD), asked: { phase: 'v2' }, at: `retention_period: \${PERIOD}` },
    ];
  },
  judge({ now }, report) {
    const config = now.components[0]?.config;
    if (config === undefined) return;
    const expanding = now.components.filter(expands);
    if (expanding.length > 0) {
      for (const { path, text, place } of writtenIn(config))
        if (BROKEN.test(text))
          report({
            at: known(text, 'person', place),
            severity: seesAll(now) ? 'error' : 'warning',
            what: `${path.join('.')} holds a \${ that is not a variable: the name or the closing brace is missing`,
            why: 'The server exits at start, for it cannot read the configuration: missing closing brace, or unable to parse variable name.',
            fix: `write \${NAME} or \${NAME:-default}, or $\${ for the text \${`,
          });
      return;
    }
    if (!now.components.every(takesAsWritten)) return;
    for (const { path, text, place } of writtenIn(config)) {
      const name = VARIABLE.exec(text)?.groups?.name;
      if (name === undefined) continue;
      report({
        at: known(text, 'person', place),
        ...severityOf(now, isRefused(now, path, text)),
        what: `${path.join('.')} names the variable ${name}, which the server does not expand`,
        fix: `set pyroscope.extraArgs."${EXPAND}": true, and give the server ${name} with pyroscope.extraEnvVars or extraEnvFrom`,
      });
    }
  },
};
