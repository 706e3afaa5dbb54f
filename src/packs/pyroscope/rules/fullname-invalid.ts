import { type Place, sure } from '../../../pack.ts';
import { shownPath } from '../../../rules/settings.ts';
import { resolvePlain } from '../../../values/scalars.ts';
import { type PyroscopeCase, type PyroscopeRule, seesAll } from '../read/facts.ts';
import { fullnameOf, LONGEST_LABEL, NAME_OVERRIDE, RELEASE_NAME } from '../read/fullname.ts';
import { head, oneBinary, PHASE_FLAGS_2 } from './examples.ts';

/** Of a Service (RFC 1035). */
const SERVICE_NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
/** What of a name may stand behind the name of a release. */
const WITHIN_NAME = /^[-a-z0-9]*$/;
const LABEL = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

const LOWERCASE = 'lowercase letters, digits and dashes';

interface BadName {
  readonly at: Place;
  readonly what: string;
  readonly fix: string;
  /** Another file may set fullnameOverride, which the names are then made of. */
  readonly isOverridable?: boolean;
}

/** Whether the name, printed without quotes, is still one when YAML reads it. */
const readsAsString = (name: string): boolean => resolvePlain(name).type === 'str';

const isServiceName = (name: string): boolean => SERVICE_NAME.test(name) && readsAsString(name);

const unquoted = (name: string, key: string): string =>
  `${JSON.stringify(name)} does not stay a string, as the chart prints ${key} without quotes`;

/** The chart writes nameOverride into a label of every object, cut as names are. */
function badLabel({ now }: PyroscopeCase): BadName | undefined {
  const said = now.values?.isTrue(...NAME_OVERRIDE) ? now.values.at(...NAME_OVERRIDE) : undefined;
  const name = sure(said)?.slice(0, LONGEST_LABEL).replace(/-$/, '');
  if (said?.place === undefined || name === undefined || (LABEL.test(name) && readsAsString(name)))
    return undefined;
  return {
    at: said.place,
    what: readsAsString(name)
      ? `${JSON.stringify(name)} cannot be the value of a label, and the chart labels every object with pyroscope.nameOverride`
      : unquoted(name, 'pyroscope.nameOverride'),
    fix: `write ${LOWERCASE} in pyroscope.nameOverride, with a letter at the start`,
  };
}

function badFullname({ now, options }: PyroscopeCase): BadName | undefined {
  const { name = '', from, isLeast } = fullnameOf(now, options) ?? {};
  if (!now.values || !from) return undefined;
  if (isLeast ? WITHIN_NAME.test(name) : isServiceName(name)) return undefined;
  const key = shownPath(from);
  return {
    at: now.values.at(...from)?.place ?? now.values.place(...from),
    what:
      !isLeast && !readsAsString(name)
        ? unquoted(name, key)
        : `${JSON.stringify(name)} cannot be ${isLeast ? 'part of the name' : 'the name'} of a Service, and the chart makes names of ${key}`,
    fix: `write ${LOWERCASE} in ${key}, with a letter at the start`,
    isOverridable: from === NAME_OVERRIDE && !seesAll(now),
  };
}

function badService({ now }: PyroscopeCase): BadName | undefined {
  const service = (now.objects ?? []).find(
    ({ kind, name }) => kind === 'Service' && name !== '' && !SERVICE_NAME.test(name),
  );
  return (
    service && {
      at: service.place('metadata', 'name'),
      what: `${JSON.stringify(service.name)} cannot be the name of a Service`,
      fix: `set pyroscope.fullnameOverride to ${LOWERCASE}, with a letter at the start`,
    }
  );
}

const named = (fullname: string): string => `pyroscope:\n  fullnameOverride: ${fullname}\n`;
const called = (name: string, rest = ''): string => `pyroscope:\n  nameOverride: ${name}\n${rest}`;

const service = (name: string): string =>
  oneBinary(
    '2.2.1',
    { args: PHASE_FLAGS_2.dual },
    { documents: [head('Service', `${name}-memberlist`, '2.2.1')] },
  );

export const fullnameInvalid: PyroscopeRule = {
  id: 'fullname-invalid',
  severity: 'error',
  yieldsTo: 'ignore',
  summary: 'an object gets a name or a label that Kubernetes refuses',
  why: 'The API server refuses the object, and the upgrade fails.',
  details: `The chart makes the names of its objects of \`pyroscope.fullnameOverride\`, or of the release's name and
\`pyroscope.nameOverride\`, and prints them without quotes. A Service takes lowercase letters, digits and dashes, with a letter
at the start and no dash at the end. A name such as \`"123"\` or \`"on"\` reads as a number or a boolean.

\`pyroscope.nameOverride\` is also the label \`app.kubernetes.io/name\` of every object, even beside a fullnameOverride: a label takes
letters, digits, dashes, underscores and dots.`,
  sources: [
    'charts 1.14.0 to 2.2.1, rendered by helm',
    'Kubernetes 1.35: what its API server refused in a dry run',
  ],
  options: { releaseName: RELEASE_NAME },
  good: [
    { values: named('pyroscope-2') },
    { values: named('pyroscope-') },
    { values: called('profiles-1') },
    { values: called('1st') },
    { values: called('My_App', '  fullnameOverride: profiles\n') },
    { values: named(`"\${CLUSTER}_pyroscope"`) },
    { manifests: service('pyroscope'), asked: { phase: 'dual' } },
  ],
  bad: [
    { values: named('Pyro_Scope'), at: 'pyroscope.fullnameOverride' },
    { values: named('pyro.scope'), at: 'pyroscope.fullnameOverride' },
    { values: named('1pyro'), at: 'pyroscope.fullnameOverride' },
    { values: named('"on"'), at: 'pyroscope.fullnameOverride' },
    { values: called('My App'), at: 'pyroscope.nameOverride' },
    { values: called('"123"', '  fullnameOverride: profiles\n'), at: 'pyroscope.nameOverride' },
    { manifests: service('pyro.scope'), asked: { phase: 'dual' }, at: 'pyro.scope-memberlist' },
  ],
  judge(of, report) {
    const found = badLabel(of) ?? badFullname(of) ?? badService(of);
    if (!found) return;
    const { at, what, fix, isOverridable } = found;
    report({ at, what, fix, ...(isOverridable && { severity: 'warning' }) });
  },
};
