import type { PyroscopeRule } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_1, PHASE_FLAGS_2 } from './examples.ts';

const text = (yaml: string): string => `pyroscope:\n  config: |\n${yaml.replace(/^(?=.)/gm, '    ')}`;
const BROKEN = 'storage:\n  backend: s3\n s3: {}\n';
const AT = 'pyroscope.config';

const ERROR = "Error: 'error converting YAML to JSON: yaml: line 2: did not find expected key'\n";
const rendered = (config: string): string => oneBinary('2.2.1', { args: PHASE_FLAGS_2.v2 }, { config });

export const configTextUnreadable: PyroscopeRule = {
  id: 'config-text-unreadable',
  severity: 'error',
  isFirst: true,
  summary: 'pyroscope.config is not YAML with keys: the server gets an error text as its configuration',
  why: 'Helm writes its error text to config.yaml in place of the configuration, and the server exits at start: field Error not found.',
  details: `Every chart reads \`pyroscope.config\` with Helm's \`fromYaml\`, which does not fail. Of a string that is not YAML, or is a list
or a single value, it makes a map with the one key \`Error\`. Helm succeeds, and config.yaml holds that key beside
\`structuredConfig\`; the storage, the limits and all else of the text are gone. Servers 1.20.3 to 2.2.1 exited:
\`field Error not found in type main.mainFlags\`.

Lint shows the place inside the string. One with template actions, or with values that are filled in before Helm, is not
judged in lint. Render sees what became of it, quotes the error, and refuses. No other text of the values goes through
\`fromYaml\`.`,
  sources: [
    'charts 1.14.0 to 2.2.1, rendered by Helm 3.21 and 4.2',
    'servers 1.20.3, 1.21.0, 2.0.1 and 2.2.1, started',
  ],
  get good() {
    return [
      { values: text('storage:\n  backend: s3\n') },
      { values: text('# nothing yet\n') },
      { values: text('{{ include "our.config" . }}\n a: 1\nb\n') },
      { values: text(`a: 1\n\${REST}\n`) },
      { values: text('storage:\n  s3:\n    bucket_name: %BUCKET%\n') },
      { values: 'pyroscope:\n  config: ""\n' },
      { manifests: rendered('storage:\n  backend: s3\n'), asked: { phase: 'v2' } },
      { manifests: rendered('Error: mine\n'), asked: { phase: 'v2' } },
    ];
  },
  get bad() {
    return [
      { values: text(BROKEN), at: AT },
      { chart: '1.14.0', values: text(BROKEN), at: AT },
      { values: text('- storage\n'), at: AT },
      { values: 'pyroscope:\n  config: storage\n', at: AT },
      { manifests: rendered(ERROR), asked: { phase: 'v2' }, at: ERROR.trimEnd() },
      { manifests: rendered(ERROR), at: ERROR.trimEnd() },
      {
        manifests: oneBinary('1.21.0', { args: PHASE_FLAGS_1.v1 }, { config: `${ERROR}limits: {}\n` }),
        asked: { phase: 'v1' },
        at: ERROR.trimEnd(),
      },
    ];
  },
  judge({ now, rendered: before = now }, report) {
    const problem = before.unreadableConfig;
    if (!problem?.sure) return;
    report({
      at: problem,
      what:
        now.readFrom === 'values'
          ? `pyroscope.config cannot be read: ${problem.value}`
          : `Helm could not read pyroscope.config; config.yaml holds only its error: ${problem.value}`,
      fix: 'correct the text in pyroscope.config, or move it to pyroscope.structuredConfig as keys',
    });
  },
};
