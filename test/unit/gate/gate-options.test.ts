import { describe, expect, it } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { readRenderFlags } from '../../../src/cli/render/flags.ts';
import { readGate } from '../../../src/cli/render/gate-options.ts';
import type { Config, LoadedConfig } from '../../../src/config/config.ts';
import { EarlyExit } from '../../../src/early-exit.ts';
import { describeSource } from '../../../src/step/source.ts';

function options(words: readonly string[], env: Io['env'] = {}, gate?: Config['gate']) {
  const loaded: LoadedConfig | undefined = gate && {
    file: 'phasegate.yaml',
    folder: '/repository/deploy',
    placeOf: () => '1:1',
    config: { gate },
  };
  return readGate(readRenderFlags(words, []), { env }, loaded);
}

/** Options where a gate is asked for, `none` where it is not, else the message. */
function outcome(...call: Parameters<typeof options>) {
  try {
    return options(...call).options ?? 'none';
  } catch (error) {
    if (error instanceof EarlyExit) return error.message;
    throw error;
  }
}

describe('whether a gate is asked for', () => {
  it.each<[string, readonly string[], Io['env'], Config['gate'], boolean]>([
    ['nobody does', [], {}, undefined, false],
    ['a flag', ['--gate'], {}, undefined, true],
    ['the environment', [], { PHASEGATE_GATE: 'true' }, undefined, true],
    ['the environment, in another word', [], { PHASEGATE_GATE: '1' }, undefined, true],
    ['the environment, in a word of its own', [], { PHASEGATE_GATE: 'yes' }, undefined, true],
    ['an empty variable does not', [], { PHASEGATE_GATE: '' }, undefined, false],
    ['a variable that says no', [], { PHASEGATE_GATE: 'false' }, undefined, false],
    ['a variable that says no in Python', [], { PHASEGATE_GATE: 'False' }, undefined, false],
    ['a variable that says off', [], { PHASEGATE_GATE: 'off' }, {}, false],
    ['a variable that says NO', [], { PHASEGATE_GATE: 'NO' }, {}, false],
    ['a variable that says ON', [], { PHASEGATE_GATE: ' ON ' }, undefined, true],
    ['the config', [], {}, {}, true],
    ['the config says no', [], {}, { enabled: false, namespace: 'a' }, false],
    ['the environment over the config', [], { PHASEGATE_GATE: '0' }, {}, false],
    ['a flag over both', ['--gate'], { PHASEGATE_GATE: 'false' }, { enabled: false }, true],
  ])('%s', (_, words, env, config, isAsked) => {
    expect(outcome(words, env, config) !== 'none').toBe(isAsked);
  });

  it('cannot be told by a word that means neither', () => {
    expect(outcome([], { PHASEGATE_GATE: 'fales' })).toContain(
      'phasegate: PHASEGATE_GATE: "fales" is neither yes nor no; use 1, true, yes or on, or 0, false, no or off',
    );
  });

  it('does not come with flags of a gate alone', () => {
    expect(outcome(['--namespace', 'a', '--gate-override', 'x', '--min-soak', 'nonsense'])).toBe('none');
  });
});

describe('whom it asks', () => {
  const CONFIG = {
    namespace: 'of-config',
    kubeContext: 'of-config',
    kubeconfig: 'kube.yaml',
    minSoak: '2h',
    url: 'http://127.0.0.1:4040',
    tenant: 'team',
  };
  const ENV = { PHASEGATE_NAMESPACE: 'of-env', PHASEGATE_KUBE_CONTEXT: 'of-env' };
  const FLAGS = [
    '-n',
    'of-flag',
    '--kube-context',
    'of-flag',
    '--kubeconfig',
    'mine.yaml',
    '--min-soak',
    '3h',
  ];

  it('is said by the config, whose paths are relative to it', () => {
    expect(outcome([], {}, CONFIG)).toEqual({
      namespace: 'of-config',
      kubeContext: 'of-config',
      kubeconfig: '/repository/deploy/kube.yaml',
      minSoakMs: 7_200_000,
      url: 'http://127.0.0.1:4040',
      tenant: 'team',
    });
  });

  it('is said by the environment over the config, and by flags over both', () => {
    expect(outcome([], ENV, CONFIG)).toMatchObject({ namespace: 'of-env', kubeContext: 'of-env' });
    expect(outcome([...FLAGS, '--gate-url', 'http://127.0.0.1:1'], ENV, CONFIG)).toMatchObject({
      namespace: 'of-flag',
      kubeContext: 'of-flag',
      kubeconfig: 'mine.yaml',
      minSoakMs: 10_800_000,
      url: 'http://127.0.0.1:1',
    });
  });

  it('is the context that helm follows anyway, so that kubectl does, too', () => {
    expect(outcome(['--gate'], { HELM_KUBECONTEXT: 'blue' })).toEqual({ kubeContext: 'blue' });
    expect(outcome(['--gate'], { HELM_KUBECONTEXT: 'blue', ...ENV })).toMatchObject({
      kubeContext: 'of-env',
    });
  });

  it('is the namespace that helm follows anyway', () => {
    expect(outcome(['--gate'], { HELM_NAMESPACE: 'prof' })).toEqual({ namespace: 'prof' });
    expect(outcome(['--gate'], { HELM_NAMESPACE: 'prof', ...ENV })).toMatchObject({ namespace: 'of-env' });
    expect(outcome([], { HELM_NAMESPACE: 'prof' }, CONFIG)).toMatchObject({ namespace: 'of-config' });
    expect(outcome(['-n', 'of-flag', '--gate'], { HELM_NAMESPACE: 'prof' })).toEqual({
      namespace: 'of-flag',
    });
  });

  it('is nobody where nobody says it', () => {
    expect(outcome(['--gate'], { HELM_NAMESPACE: '', PHASEGATE_NAMESPACE: '' })).toEqual({});
  });
});

describe('how long it may ask', () => {
  it('is said by a flag over the config', () => {
    expect(outcome([], {}, { timeout: '30s' })).toMatchObject({ timeoutMs: 30_000 });
    expect(outcome(['--gate-timeout', '5m'], {}, { timeout: '30s' })).toMatchObject({ timeoutMs: 300_000 });
    expect(outcome(['--gate', '--gate-timeout', 'soon'])).toContain('--gate-timeout: ');
    expect(outcome([], {}, { timeout: 'soon' })).toContain('gate.timeout: ');
  });
});

describe('what opens it', () => {
  it.each<[string, readonly string[], Io['env'], Config['gate'], string]>([
    ['a flag', ['--gate', '--gate-first-install'], {}, undefined, '--gate-first-install'],
    [
      'the environment',
      ['--gate'],
      { PHASEGATE_GATE_FIRST_INSTALL: '1' },
      undefined,
      'PHASEGATE_GATE_FIRST_INSTALL=1',
    ],
    ['the config', [], {}, { firstInstall: true }, 'phasegate.yaml:1:1'],
  ])('is a first install that %s allows', (_, words, env, config, source) => {
    const { firstInstall } = options(words, env, config).options ?? {};
    expect(firstInstall && describeSource(firstInstall.source)).toBe(source);
  });

  it('is no first install that the environment takes back from the config', () => {
    expect(outcome([], { PHASEGATE_GATE_FIRST_INSTALL: '0' }, { firstInstall: true })).toEqual({});
  });

  it.each([
    ['a flag', ['--gate-override', 'why'], {}, 'why'],
    ['the environment', [], { PHASEGATE_GATE_OVERRIDE: 'why' }, 'why'],
    ['a flag over the environment', ['--gate-override', 'why'], { PHASEGATE_GATE_OVERRIDE: 'no' }, 'why'],
  ])('is a reason from %s', (_, words, env, override) => {
    expect(outcome(['--gate', ...words], env)).toEqual({ override });
  });

  it('is no empty reason of the environment', () => {
    expect(outcome(['--gate'], { PHASEGATE_GATE_OVERRIDE: '  ' })).toEqual({});
  });

  it('is a loss of data that is accepted for one release', () => {
    expect(outcome(['--gate', '--accept-data-loss', 'profiles'])).toEqual({ acceptDataLoss: 'profiles' });
  });
});

describe('what makes it weaker is a decision with its source, and a warning', () => {
  function choice(...call: Parameters<typeof options>) {
    const { decisions, warnings } = options(...call);
    return {
      decisions: decisions.map(({ about, value, source }) => `${about}: ${value} (from ${source})`),
      warnings,
    };
  }

  it('for a gate of the config that the environment switches off', () => {
    const { decisions, warnings } = choice([], { PHASEGATE_GATE: '0' }, {});
    expect(decisions).toEqual(['gate: off (from PHASEGATE_GATE=0)']);
    expect(warnings).toEqual(['the gate is set in phasegate.yaml but switched off (from PHASEGATE_GATE=0)']);
  });

  it.each<[string, readonly string[], Config['gate'], string]>([
    ['a flag', ['--gate', '--min-soak', '0s'], undefined, 'soak: 0 s (from --min-soak)'],
    ['a flag over the config', ['--min-soak', '1h'], { minSoak: '48h' }, 'soak: 1 h (from --min-soak)'],
    ['the config', [], { minSoak: '12h' }, 'soak: 12 h (from phasegate.yaml:1:1)'],
  ])('for a soak that %s shortens', (_, words, config, decision) => {
    const { decisions, warnings } = choice(words, {}, config);
    expect(decisions).toEqual([decision]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('instead of 24 h');
  });

  it('for a soak that is longer without a warning', () => {
    expect(choice(['--gate', '--min-soak', '48h'])).toEqual({
      decisions: ['soak: 2 d (from --min-soak)'],
      warnings: [],
    });
  });

  it('and nothing of both where nobody made it weaker', () => {
    expect(choice(['--gate'])).toEqual({ decisions: [], warnings: [] });
  });
});

describe('a mistake', () => {
  it.each<[string, readonly string[], Config['gate'], string]>([
    ['an empty reason', ['--gate-override', ' '], undefined, '--gate-override needs a reason'],
    ['a time that is none', ['--min-soak', 'soon'], undefined, '--min-soak: '],
    ['an address that is none', ['--gate-url', 'here'], undefined, '--gate-url: "here" is not a URL'],
    ['a time in the config', [], { minSoak: 'soon' }, 'soon'],
    ['an address in the config', [], { url: 'here' }, 'gate.url: "here" is not a URL'],
  ])('is told in words: %s', (_, words, config, message) => {
    expect(outcome(['--gate', ...words], {}, config)).toContain(message);
  });
});
