import { type Known, likely, type ManifestObject } from '../../../pack.ts';
import { itemsOf, shownVariable, variablesOf } from './variables.ts';

/** A host that browsers and clients outside the cluster use, and where a release names it. */
export interface NamedHost {
  readonly host: string;
  readonly at: Known<string>;
  /** In words: `Ingress pachyderm-proxy`. */
  readonly where: string;
  /** Whether it is only where the console sends a login: to an enterprise server that several clusters may share. */
  readonly isOfLogin: boolean;
}

/** Where the console sends a login. */
const OF_LOGIN: ReadonlySet<string> = new Set(['ISSUER_URI', 'REACT_APP_RUNTIME_ISSUER_URI']);

/** What repeats the host of the Ingress: of pachd and of the console. */
const REPEATS = new Set([
  ...OF_LOGIN,
  'PACHYDERM_PUBLIC_HOST',
  'OAUTH_REDIRECT_URI',
  'REACT_APP_RUNTIME_PACHYDERM_PUBLIC_HOST',
]);

const IDENTITY = 'pachyderm-identity-config';

/** The host of an address, in small letters and without its port. */
const hostIn = (text: string): string =>
  text
    .trim()
    .replace(/^\w+:\/\//, '')
    .replace(/[/?#:].*$/, '')
    .toLowerCase();

/** Names of Services and of the machine itself mean another thing in each namespace. */
const isOutside = (host: string): boolean =>
  host.includes('.') && !/\.svc(\.|$)|(^|\.)localhost$|^127\./.test(host);

function named(at: Known<string> | undefined, where: string, isOfLogin = false): readonly NamedHost[] {
  const host = hostIn(likely(at) ?? '');
  return at && isOutside(host) ? [{ host, at, where, isOfLogin }] : [];
}

/** The hosts of Ingresses: each is one address in the whole Kubernetes cluster. */
export const ingressHosts = (objects: readonly ManifestObject[]): readonly NamedHost[] =>
  objects
    .filter(({ kind }) => kind === 'Ingress')
    .flatMap((object) => [
      ...itemsOf(object, 'spec', 'rules').flatMap((rule) =>
        named(object.at(...rule, 'host'), `Ingress ${object.name}`),
      ),
      ...itemsOf(object, 'spec', 'tls').flatMap((entry) =>
        itemsOf(object, ...entry, 'hosts').flatMap((host) =>
          named(object.at(...host), `the certificate of Ingress ${object.name}`),
        ),
      ),
    ]);

function identityHosts(object: ManifestObject): readonly NamedHost[] {
  const where = `ConfigMap ${object.name}`;
  const issuer = object.file('data', 'identity-config')?.tree.at('issuer');
  const clients = object.file('data', 'oidc-clients')?.tree;
  const redirects = (clients?.keys() ?? []).flatMap((client) =>
    (clients?.keys(client, 'redirect_uris') ?? []).flatMap((index) =>
      named(clients?.at(client, 'redirect_uris', index), where),
    ),
  );
  return [...named(issuer, where), ...redirects];
}

/** The hosts that pachd, the console and the identity server repeat. */
export const repeatedHosts = (objects: readonly ManifestObject[]): readonly NamedHost[] => [
  ...variablesOf(objects, REPEATS).flatMap((variable) =>
    named(variable.value, shownVariable(variable), OF_LOGIN.has(variable.name)),
  ),
  ...objects.filter(({ kind, name }) => kind === 'ConfigMap' && name === IDENTITY).flatMap(identityHosts),
];

/** Every host that a release names. */
export const hostsOf = (objects: readonly ManifestObject[]): readonly NamedHost[] => [
  ...ingressHosts(objects),
  ...repeatedHosts(objects),
];

/** Whether an Ingress answers to a host: by its name, or as one of `*.example.org`. */
export const answersTo = (front: string, host: string): boolean =>
  front === host || (front.startsWith('*.') && host.slice(host.indexOf('.')) === front.slice(1));
